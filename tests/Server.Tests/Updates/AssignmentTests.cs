using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Topics;
using Garita.Firmware.Delivery;
using Garita.MqttClient;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Server.Tests.Updates;

/// <summary>What the server signs, and who else could.</summary>
public sealed class AssignmentTests
{
    private const string Device = "ABCD1234";
    private const string Other = "OTHER";

    [Fact]
    public async Task Offers_and_answers_are_assigned_to_their_device_under_the_server_root()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, Other);
        await house.OfferAsync(Device, Other);
        foreach (string device in new[] { Device, Other })
        {
            BrokerClient client = await house.ConnectAsync(device);
            UpdateOfferMessage offer = await UpdateHouse.NextOfferAsync(client, device);
            UpdateAnswer answer = await AskAsync(client, device);
            Assert.True(answer.Wanted);
            string stranger = device == Device ? Other : Device;
            Assert.Equal(AssignmentRefusal.None, TrustOf(house, device).Judge(offer));
            Assert.Equal(AssignmentRefusal.None, TrustOf(house, device).Judge(answer));
            Assert.Equal(AssignmentRefusal.WrongSignature, TrustOf(house, stranger).Judge(offer));
            Assert.Equal(AssignmentRefusal.WrongSignature, TrustOf(house, stranger).Judge(answer));
        }
    }

    [Fact]
    public async Task A_no_is_assigned_as_a_yes_is()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        BrokerClient client = await house.ConnectAsync(Device);
        UpdateAnswer answer = await AskAsync(client, Device);
        Assert.False(answer.Wanted);
        Assert.Equal(AssignmentRefusal.None, TrustOf(house, Device).Judge(answer));
        Assert.Equal(
            AssignmentRefusal.WrongSignature, TrustOf(house, Device).Judge(answer with { Wanted = true }));
    }

    [Fact]
    public async Task Offer_published_again_keeps_its_counter_and_the_server_its_key()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        UpdateOfferMessage first = await UpdateHouse.NextOfferAsync(client, Device);

        using HttpResponseMessage off = await house.Server.Api.PostAsync($"devices/{Device}/disable", null);
        using HttpResponseMessage on = await house.Server.Api.PostAsync($"devices/{Device}/enable", null);
        UpdateOfferMessage enabled = await UpdateHouse.NextOfferAsync(await house.ConnectAsync(Device), Device);
        await house.Server.RestartAsync();
        UpdateOfferMessage restarted = await UpdateHouse.NextOfferAsync(await house.ConnectAsync(Device), Device);

        foreach (UpdateOfferMessage again in new[] { enabled, restarted })
        {
            Assert.Equal(first.Counter, again.Counter);
            Assert.Equal(first.Assigned!.Leaf.ToArray(), again.Assigned!.Leaf.ToArray());
            Assert.Equal(AssignmentRefusal.None, TrustOf(house, Device).Judge(again));

            // Signed anew: each signature has a random part.
            Assert.NotEqual(first.Assigned.Signature.ToArray(), again.Assigned.Signature.ToArray());
        }
    }

    [Fact]
    public async Task Servers_own_devices_and_services_certificates_assign_nothing()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        UpdateOfferMessage offer = await UpdateHouse.NextOfferAsync(await house.ConnectAsync(Device), Device);
        using Fixtures.TestHolder service = await house.Server.AddPersonAsync("services", "relay");
        Fixtures.TestHolder device = house.HolderOf(Device);
        using Authority.Vault.ServerTls tls = house.Server.Server.Data.Vault.GetServerTls(
            TimeProvider.System.GetUtcNow());
        byte[] serverIssuer = offer.Assigned!.Issuer.ToArray();
        (X509Certificate2 Leaf, byte[] Issuer)[] others =
        [
            (tls.Certificate, tls.Issuer.RawData),
            (device.Leaf, device.Issuer.RawData),
            (device.Leaf, serverIssuer),
            (service.Leaf, service.Issuer.RawData),
            (service.Leaf, serverIssuer),
            (house.Server.Operator.Leaf, house.Server.Operator.Issuer.RawData),
        ];
        Assert.All(others, other =>
        {
            using ECDsa key = other.Leaf.GetECDsaPrivateKey()!;
            UpdateOfferMessage forged = Resign(offer, key, other.Leaf.RawData, other.Issuer);
            Assert.Equal(AssignmentRefusal.NoAssigner, TrustOf(house, Device).Judge(forged));

            // Nor does such a key with the assigner's certificate beside it.
            forged = Resign(offer, key, offer.Assigned.Leaf.ToArray(), serverIssuer);
            Assert.Equal(AssignmentRefusal.WrongSignature, TrustOf(house, Device).Judge(forged));
        });
    }

    [Fact]
    public async Task Assigners_certificate_opens_no_connection_in_either_direction()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        string file = Path.Combine(house.Server.DataDirectory, "authority", "assigner.pem");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using X509Certificate2 assigner = X509Certificate2.CreateFromPemFile(file);
        using Authority.Vault.ServerTls tls = house.Server.Server.Data.Vault.GetServerTls(
            TimeProvider.System.GetUtcNow());

        Fixtures.TestHolder asClient = new(assigner, tls.Issuer);
        await Assert.ThrowsAsync<MqttClientException>(() => house.Server.ConnectAsync(asClient, Device));

        // The real one is accepted by the same client, so that the refusal is about the certificate.
        using TlsPretender real = TlsPretender.Start(tls.Certificate, tls.Issuer);
        Assert.True(await real.IsAcceptedAsync(house.Server.ServerRoot));
        using TlsPretender pretender = TlsPretender.Start(assigner, tls.Issuer);
        Assert.False(await pretender.IsAcceptedAsync(house.Server.ServerRoot));
    }

    [Fact]
    public async Task No_line_of_the_log_holds_a_key()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        string told = await house.Server.Log.WaitFor("New key that signs what is offered to devices");
        Assert.DoesNotContain("PRIVATE", told, StringComparison.Ordinal);
        string pem = File.ReadAllText(Path.Combine(house.Server.DataDirectory, "authority", "assigner.pem"));
        string secret = pem.Split('\n')[1];
        Assert.DoesNotContain(house.Server.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    internal static AssignmentTrust TrustOf(UpdateHouse house, string device)
    {
        Assert.Equal(ChainRefusal.None, AuthorityCertificate.TryReadRoot(
            house.Server.ServerRoot.RawData, CertificateRole.ServerRoot, out AuthorityCertificate? root));
        return new AssignmentTrust([root!], device);
    }

    private static UpdateOfferMessage Resign(UpdateOfferMessage offer, ECDsa key, byte[] leaf, byte[] issuer)
    {
        byte[] signature = key.SignData(
            offer.ToBeSigned(Device), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.True(EcdsaSignature.TryFromDer(signature, out EcdsaSignature? read));
        return offer.AssignedBy(leaf, issuer, read);
    }

    private static async Task<UpdateAnswer> AskAsync(BrokerClient client, string device)
    {
        StillWanted question = new("spring", 1, RandomNumberGenerator.GetBytes(DeliveryLimits.NonceLength));
        await UpdateHouse.SayAsync(
            client, new DeviceTopics(device).UpdateRequest, UpdateRequest.Of(question).Encode());
        ReceivedMessage message = await UpdateHouse.NextAsync(client, new DeviceTopics(device).Answer);
        Assert.Equal(DeliveryRefusal.None, UpdateAnswer.TryRead(message.Payload, out UpdateAnswer? answer));
        Assert.True(answer!.Answers(question));
        return answer;
    }
}
