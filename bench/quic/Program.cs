using Garita.QuicBench;

// The CPU time and memory of a server process on QUIC, beside ngtcp2's own server and beside TLS over TCP:
//
//   dotnet run -c Release --project bench/quic
//
// Prints the rows of the table in docs/performance.md, after each round all that was measured so far.
const int rounds = 3;
switch (args)
{
    case ["server", "quic", var folder]:
        await Servers.QuicAsync(Papers.Read(folder));
        break;
    case ["server", "tls", var folder]:
        await Servers.TlsAsync(Papers.Read(folder));
        break;
    default:
        await BareRounds.RunAsync(rounds);
        break;
}
