using Garita.QuicBench;

// The CPU time and memory of a server process on QUIC, beside ngtcp2's own server and beside TLS over TCP:
//
//   dotnet run -c Release --project bench/quic                 three servers that do nothing else
//   dotnet run -c Release --project bench/quic mqtt FOLDER     garita serve, over QUIC and over TCP
//
// FOLDER comes from bench/garita.sh. Prints the rows of the tables in docs/performance.md.
const int rounds = 3;
switch (args)
{
    case ["server", "quic", var folder]:
        await Servers.QuicAsync(Papers.Read(folder));
        break;
    case ["server", "tls", var folder]:
        await Servers.TlsAsync(Papers.Read(folder));
        break;
    case ["mqtt", var folder]:
        await MqttRounds.RunAsync(Path.GetFullPath(folder), rounds);
        break;
    default:
        await BareRounds.RunAsync(rounds);
        break;
}
