using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using Garita.Quic;

namespace Garita.QuicBench;

/// <summary>Servers that do nothing but shake hands and send.</summary>
internal static class BareRounds
{
    private const int Warm = 1_500, Handshakes = 1_000, AtOnce = 4, MebiBytes = 256, Idle = 500, GtlsPort = 31_990;

    private static readonly Row s_cpu = new("connect and close, mutual TLS", "ms CPU");
    private static readonly Row s_rate = new("the same, four at once", "handshakes/s");
    private static readonly Row s_bytes = new("256 MiB to the client over one stream", "ms CPU/MiB");
    private static readonly Row s_speed = new("the same", "MiB/s");
    private static readonly Row s_idle = new("idle connection", "KiB");

    public static async Task RunAsync(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("garita-bench").FullName;
        try
        {
            Papers.Make(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, "large"), new byte[MebiBytes * 1024 * 1024]);
            Papers papers = Papers.Read(folder);
            for (int round = 0; round < rounds; round++)
            {
                Console.WriteLine($"round {round + 1}: load average {File.ReadAllText("/proc/loadavg").Trim()}");
                await RoundAsync(papers, folder);
                foreach (Row row in new[] { s_cpu, s_rate, s_bytes, s_speed, s_idle })
                {
                    row.Print();
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RoundAsync(Papers papers, string folder)
    {
        using (ServerProcess quic = await ServerProcess.OwnAsync("quic", folder))
        {
            await MeasureQuicAsync(quic, papers, Servers.Protocol);
            await BytesAsync(quic, async () =>
            {
                await using QuicConnection connection = await Clients.QuicAsync(papers, quic.Port, Servers.Protocol);
                await using QuicStream stream = await connection.OpenStreamAsync();
                await Clients.ReadAsync(stream, MebiBytes);
            });
        }

        using (ServerProcess gtls = await ServerProcess.OtherAsync(
            "gtlsserver", GtlsPort, null, folder, "/usr/sbin/gtlsserver", "-q", "--verify-client", "--timeout=30m",
            "127.0.0.1", GtlsPort.ToString(CultureInfo.InvariantCulture), "server.key", "server.pem"))
        {
            await MeasureQuicAsync(gtls, papers, "h3");
            await BytesAsync(gtls, () => DownloadAsync(folder));
        }

        using (ServerProcess tls = await ServerProcess.OwnAsync("tls", folder))
        {
            await MeasureTlsAsync(tls, papers);
            await BytesAsync(tls, async () =>
            {
                await using SslStream stream = await Clients.TlsAsync(papers, tls.Port);
                await Clients.ReadAsync(stream, MebiBytes);
            });
        }
    }

    private static Task MeasureQuicAsync(ServerProcess server, Papers papers, string protocol) => MeasureAsync(
        server, async () => await Clients.QuicAsync(papers, server.Port, protocol));

    private static Task MeasureTlsAsync(ServerProcess server, Papers papers) =>
        MeasureAsync(server, async () => await Clients.TlsAsync(papers, server.Port));

    private static async Task MeasureAsync(ServerProcess server, Func<Task<IAsyncDisposable>> connect)
    {
        await ManyAsync(Warm, connect);
        double before = server.Cpu;
        Stopwatch watch = Stopwatch.StartNew();
        await ManyAsync(Handshakes, connect);
        s_rate.Add(server.Name, Handshakes / watch.Elapsed.TotalSeconds);
        s_cpu.Add(server.Name, (server.Cpu - before) * 1_000 / Handshakes);

        long resident = server.Resident;
        List<IAsyncDisposable> open = [];
        for (int i = 0; i < Idle; i++)
        {
            open.Add(await connect());
        }

        s_idle.Add(server.Name, (server.Resident - resident) / (double)Idle);
        await Task.WhenAll(open.Select(c => c.DisposeAsync().AsTask()));
    }

    private static Task ManyAsync(int count, Func<Task<IAsyncDisposable>> connect) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (_, _) => await (await connect()).DisposeAsync());

    private static async Task BytesAsync(ServerProcess server, Func<Task> read)
    {
        double before = server.Cpu;
        Stopwatch watch = Stopwatch.StartNew();
        await read();
        s_speed.Add(server.Name, MebiBytes / watch.Elapsed.TotalSeconds);
        s_bytes.Add(server.Name, (server.Cpu - before) * 1_000 / MebiBytes);
    }

    private static async Task DownloadAsync(string folder)
    {
        string port = GtlsPort.ToString(CultureInfo.InvariantCulture);
        string download = Directory.CreateDirectory(Path.Combine(folder, "got")).FullName;
        using Process client = Process.Start(new ProcessStartInfo(
            "gtlsclient",
            [
                "-q", "--exit-on-all-streams-close", "--timeout=5m", "--key=client.key", "--cert=client.pem",
                "--download=" + download, "127.0.0.1", port, $"https://localhost:{port}/large",
            ])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        })!;
        await client.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await client.WaitForExitAsync();
        FileInfo got = new(Path.Combine(download, "large"));
        if (client.ExitCode != 0 || got.Length != MebiBytes * 1024L * 1024)
        {
            throw new InvalidOperationException($"gtlsclient read {got.Length} bytes");
        }

        got.Delete();
    }
}
