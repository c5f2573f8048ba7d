using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Server.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Listeners;

/// <summary>What is peculiar to TLS over TCP; what holds on every road is in the folder Roads.</summary>
public sealed class MqttListenerTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [ToolFact("openssl")]
    public async Task Resumed_session_is_asked_again()
    {
        await using ListenerBench bench = await ListenerBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        (string certificate, string key) = _pki.Write(device);
        (string root, _) = _pki.Write(_pki.ServerRoot);
        string session = _pki.PathOf("session.pem");
        string client = $"s_client -connect {bench.Listener.Endpoint} -cert {certificate} -key {key} "
            + $"-CAfile {root} -ign_eof ";

        string input = System.Text.Encoding.Latin1.GetString(RawMqtt.ConnectFrame("ABCD1234", 4));

        Task<(int Code, string Output)> first = Tool.Run("openssl", client + $"-sess_out {session}", input);
        while (bench.Broker.Snapshot().Connections == 0)
        {
            Assert.False(first.IsCompleted, first.IsCompleted ? (await first).Output : string.Empty);
            await Task.Yield();
        }

        bench.Broker.Disconnect(Identity.Device("ABCD1234"), CloseReason.Administrative);
        await first;
        bench.Registry.Set(device, Identity.Device("ABCD1234"), PeerRefusal.Disabled);
        (_, string output) = await Tool.Run("openssl", client + $"-sess_in {session}", input);

        Assert.Contains("Reused, TLSv1.3", output, StringComparison.Ordinal);
        await bench.Log.WaitFor("Disabled (answered by CONNACK)");
    }

    [Theory]
    [InlineData(2_048)]
    [InlineData(4_096)]
    [InlineData(16_384)]
    public async Task No_record_is_longer_than_the_limit(int limit)
    {
        ListenerOptions options = new() { MaxRecordBytes = limit };
        await using ListenerBench bench = await ListenerBench.Start(_pki, options);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RecordCounter counter = new(bench.Listener.Endpoint);
        await using RawMqtt mqtt = await RawMqtt.Open(counter.Endpoint, _pki, device);
        await mqtt.Connect("ABCD1234");
        byte[] payload = new byte[20_000];
        System.Security.Cryptography.RandomNumberGenerator.Fill(payload);

        await mqtt.Publish("private/ABCD1234/telemetry/blob", payload, retain: true);
        await mqtt.Subscribe("private/ABCD1234/#");
        Assert.Equal(0x90, (await mqtt.Read()).Type);
        (_, byte[] body) = await mqtt.Read();

        Assert.Equal(payload, body[^payload.Length..]);

        // RFC 8446 5.2: the content type and the tag of 16 bytes are inside what the header counts.
        Assert.All(counter.Lengths, length => Assert.InRange(length, 1, limit + 17));
        Assert.True(counter.Lengths.Count(length => length == limit + 17) >= payload.Length / limit);
    }

    [Fact]
    public async Task Certificates_that_break_the_record_limit_are_refused_at_start()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"a-rather-long-name-{i}.example.net")];
        using X509Certificate2 large = TestPki.Leaf("localhost", _pki.ServerIssuer, TestPki.ServerAuth, 52, 88, names);
        await using ListenerBench bench = await ListenerBench.Start(_pki, new ListenerOptions().ForSmallDevices());

        ListenerStartException fault = Assert.Throws<ListenerStartException>(
            () => bench.Listener.Use(ListenerCredentials.Create(large, [_pki.ServerIssuer], _pki.ClientPolicy())));

        Assert.Equal(ListenerStartFailure.CertificateTooLarge, fault.Failure);
    }

    [Fact]
    public async Task Renewed_certificate_is_shown_to_newcomers_and_standing_connections_go_on()
    {
        await using ListenerBench bench = await ListenerBench.Start(_pki);
        using X509Certificate2 first = bench.Enrol("ABCD1234");
        using X509Certificate2 second = bench.Enrol("ABCD1235");
        using X509Certificate2 renewed = TestPki.Leaf("localhost", _pki.ServerIssuer, TestPki.ServerAuth);
        await using RawMqtt standing = await bench.Open(first);
        await standing.Connect("ABCD1234");

        bench.Listener.Use(ListenerCredentials.Create(renewed, [_pki.ServerIssuer], _pki.ClientPolicy()));
        await using RawMqtt newcomer = await bench.Open(second);
        await newcomer.Connect("ABCD1235");

        await standing.Ping();
        Assert.Equal(_pki.Server.Thumbprint, standing.Server.Thumbprint);
        Assert.Equal(renewed.Thumbprint, newcomer.Server.Thumbprint);
    }

    [ToolFact("mosquitto_pub")]
    public async Task Mosquitto_publishes_and_is_told_why_when_disabled()
    {
        await using ListenerBench bench = await ListenerBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        (string certificate, string key) = _pki.Write(device);
        (string root, _) = _pki.Write(_pki.ServerRoot);
        string arguments = $"-h localhost -p {bench.Listener.Endpoint.Port} --cafile {root} "
            + $"--cert {certificate} --key {key} -V 5 -i ABCD1234 -q 1 -t private/ABCD1234/telemetry/t -m 21";

        (int code, string output) = await Tool.Run("mosquitto_pub", arguments);
        Assert.True(code == 0, output);
        bench.Registry.Set(device, Identity.Device("ABCD1234"), PeerRefusal.Disabled);
        (code, output) = await Tool.Run("mosquitto_pub", arguments);

        Assert.NotEqual(0, code);
        Assert.Matches("(?i)not authori[sz]ed|banned", output);
    }

    [ToolFact("mosquitto_pub")]
    public async Task Mosquitto_with_the_wrong_papers_is_refused_and_the_log_says_why()
    {
        using X509Certificate2 otherRoot = TestPki.Root("CN=Somebody Else");
        using X509Certificate2 stranger = TestPki.Leaf("ABCD1234", otherRoot, TestPki.ClientAuth);
        using X509Certificate2 rsa = TestPki.RsaLeaf("ABCD1234", otherRoot);
        using X509Certificate2 device = _pki.Device("ABCD1234");

        await MosquittoIsRefused(stranger, string.Empty, HandshakeRefusal.UnknownIssuer);
        await MosquittoIsRefused(null, string.Empty, HandshakeRefusal.NoCertificate);

        // Its own option sets the least version; what caps it is OpenSSL's configuration.
        string old = _pki.PathOf("old.cnf");
        await File.WriteAllTextAsync(old, "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n"
            + "MinProtocol = TLSv1.2\nMaxProtocol = TLSv1.2\n");
        await MosquittoIsRefused(device, $"OPENSSL_CONF={old}", HandshakeRefusal.ProtocolTooOld);
        await MosquittoIsRefused(rsa, string.Empty, HandshakeRefusal.KeyNotAllowed);
    }

    private async Task MosquittoIsRefused(X509Certificate2? papers, string environment, HandshakeRefusal expected)
    {
        await using ListenerBench bench = await ListenerBench.Start(_pki);
        (string root, _) = _pki.Write(_pki.ServerRoot);
        (string certificate, string key) = papers is null ? default : _pki.Write(papers);
        string own = papers is null ? string.Empty : $"--cert {certificate} --key {key}";

        (int code, _) = await Tool.Run("env", $"{environment} mosquitto_pub -h localhost "
            + $"-p {bench.Listener.Endpoint.Port} --cafile {root} {own} -i ABCD1234 "
            + "-t private/ABCD1234/telemetry/t -m 21");

        Assert.NotEqual(0, code);
        await bench.Log.WaitFor("Refused");
        Assert.Contains($": {expected} (", Assert.Single(bench.Log.Refusals), StringComparison.Ordinal);
    }
}
