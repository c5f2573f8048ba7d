using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Garita.TestKit;

/// <summary>
/// A real mosquitto as an independent peer: TLS 1.3 only, client certificate required, sessions and queues kept on
/// disk,
/// so that it can be killed and started again. The user name it sees is the certificate's common name.
/// </summary>
public sealed class MosquittoBroker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private Process? _process;

    private MosquittoBroker(int port) => Port = port;

    /// <summary>
    /// The path to name in <see cref="ToolFactAttribute"/>; Debian keeps daemons off most users' PATH.
    /// </summary>
    public const string Program = "/usr/sbin/mosquitto";

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>
    /// Starts a broker that shows <paramref name="server"/> and accepts clients under the authority's root.
    /// </summary>
    /// <param name="authority">Who issues both sides' certificates.</param>
    /// <param name="server">The broker's certificate with its key.</param>
    /// <param name="settings">Further lines of mosquitto.conf.</param>
    public static async Task<MosquittoBroker> StartAsync(
        TestAuthority authority, X509Certificate2 server, params string[] settings)
    {
        MosquittoBroker broker = new(FreePort());
        broker.WriteFiles(authority, server, settings);
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Starts the broker again, with what it had on disk.</summary>
    public async Task StartAsync()
    {
        ProcessStartInfo start = new(Program)
        {
            ArgumentList = { "-c", _directory.File("mosquitto.conf") },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> said = [];
        void Hear(string? line)
        {
            lock (said)
            {
                said.Add(line ?? "(end of output)");
            }

            if (line is null)
            {
                running.TrySetException(new InvalidOperationException(string.Join('\n', said)));
            }
            else if (line.Contains(" running", StringComparison.Ordinal))
            {
                running.TrySetResult();
            }
        }

        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await running.Task.WaitAsync(Patience);
    }

    /// <summary>Ends the broker as kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Patience);
            process.Dispose();
            _process = null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _directory.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void WriteFiles(TestAuthority authority, X509Certificate2 server, string[] settings)
    {
        File.WriteAllText(_directory.File("ca.pem"), authority.Root.ExportCertificatePem() + "\n");
        File.WriteAllText(_directory.File("server.pem"), authority.ChainPem(server));
        File.WriteAllText(_directory.File("server.key"), TestAuthority.KeyPem(server));
        string[] lines =
        [
            "user root",
            $"listener {Port} 127.0.0.1",
            $"cafile {_directory.File("ca.pem")}",
            $"certfile {_directory.File("server.pem")}",
            $"keyfile {_directory.File("server.key")}",
            "tls_version tlsv1.3",
            "require_certificate true",
            "use_identity_as_username true",
            "allow_anonymous true",
            "persistence true",
            $"persistence_location {_directory.Path}/",
            "autosave_on_changes true",
            "autosave_interval 1",
            "log_dest stderr",
            .. settings,
        ];
        File.WriteAllLines(_directory.File("mosquitto.conf"), lines);
    }
}
