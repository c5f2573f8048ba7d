using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;

namespace Garita.QuicBench;

/// <summary>The whole program: MQTT connections over QUIC and over TCP to the same <c>garita serve</c>.</summary>
internal static class MqttRounds
{
    private const int Warm = 1_500, Connections = 1_000, AtOnce = 4, MqttPort = 31_884, QuicPort = 31_885;

    private static readonly Row s_cpu = new("connect, CONNECT, CONNACK and close", "ms CPU");
    private static readonly Row s_rate = new("the same, four at once", "connections/s");
    private static readonly Row s_idle = new("idle MQTT connection", "KiB");

    public static async Task RunAsync(string folder, int rounds)
    {
        TlsTransportOptions options = new()
        {
            Host = "localhost",
            Port = MqttPort,
            Trust = ServerTrust.InRoots(
                X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "bench/server-root.pem"))),
            Certificate = Own(folder),
        };
        for (int round = 0; round < rounds; round++)
        {
            Console.WriteLine($"round {round + 1}: load average {File.ReadAllText("/proc/loadavg").Trim()}");
            await RoundAsync("QUIC", new QuicTransport(options with { Port = QuicPort }), folder);
            await RoundAsync("TCP", new TlsTransport(options), folder);
        }

        s_cpu.Print();
        s_rate.Print();
        s_idle.Print();
    }

    private static ClientCertificate Own(string folder)
    {
        string certificate = Path.Combine(folder, "bench/service.crt");
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(certificate);
        return new ClientCertificate(
            X509Certificate2.CreateFromPemFile(certificate, Path.Combine(folder, "bench/service.key")),
            [.. chain.Skip(1)]);
    }

    private static async Task RoundAsync(string name, IClientTransport transport, string folder)
    {
        string[] roomy =
        [
            "connections=12000", "connections-per-source=12000", "accepts-per-second=10000",
            "accepts-per-second-per-source=10000", "connections-per-service=12000", "sessions-per-service=12000",
        ];
        string garita = Path.Combine(Environment.CurrentDirectory, "garita");
        using ServerProcess server = await ServerProcess.OtherAsync(
            name, 0, "people", folder,
            [
                garita, "--data", "data", "serve", "--mqtt-port", $"{MqttPort}", "--quic-port", $"{QuicPort}",
                "--no-https", "--api-port", "0", .. roomy.SelectMany(limit => new[] { "--limit", limit }),
            ]);
        await ManyAsync(Warm, transport);
        double before = server.Cpu;
        Stopwatch watch = Stopwatch.StartNew();
        await ManyAsync(Connections, transport);
        s_rate.Add(name, Connections / watch.Elapsed.TotalSeconds);
        s_cpu.Add(name, (server.Cpu - before) * 1_000 / Connections);

        long resident = server.Resident;
        List<Stream> open = [];
        for (int i = 0; i < Connections; i++)
        {
            open.Add(await ConnectAsync(transport, i));
        }

        s_idle.Add(name, (server.Resident - resident) / (double)Connections);
        await Task.WhenAll(open.Select(s => s.DisposeAsync().AsTask()));
    }

    private static Task ManyAsync(int count, IClientTransport transport) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (i, _) => await (await ConnectAsync(transport, i)).DisposeAsync());

    // MQTT 5 with a clean start and a keep-alive of ten minutes.
    private static async Task<Stream> ConnectAsync(IClientTransport transport, int number)
    {
        Stream stream = await transport.OpenAsync(CancellationToken.None);
        byte[] id = Encoding.ASCII.GetBytes($"lg-{number}");
        byte[] body = [0, 4, .. "MQTT"u8, 5, 2, 2, 88, 0, 0, (byte)id.Length, .. id];
        await stream.WriteAsync(new byte[] { 0x10, (byte)body.Length }.Concat(body).ToArray());
        byte[] answer = new byte[4];
        await stream.ReadExactlyAsync(answer);
        return answer[0] == 0x20 && answer[3] == 0 ? stream : throw new InvalidOperationException("refused");
    }
}
