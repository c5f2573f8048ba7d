using System.Globalization;
using Garita.BootstrapBench;

// What it costs a server to give a device its first certificate, from register to enroll, the code through the spool:
//
//   dotnet run -c Release --project bench/bootstrap -- [DEVICES]
//
// Prints the rows of the table in docs/performance.md: CPU time of the server's process for each device, and devices a
// second, over TLS and over QUIC in turn. Beside them the same number of connections that ask one register of a device
// that nobody knows: the handshake and one answer.
int devices = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
const int rounds = 3;
using TestGround ground = TestGround.Make();
await using ServedGarita server = await ServedGarita.StartAsync(ground);
Console.WriteLine($"| round | road | {devices} devices | server ms CPU each | each second |");
Console.WriteLine("| --- | --- | --- | --- | --- |");
for (int round = 0; round <= rounds; round++)
{
    foreach (bool quic in new[] { false, true })
    {
        Fleet fleet = await Fleet.MakeAsync(server, $"r{round}-{(quic ? "quic" : "tls")}", devices, quic);
        await PrintAsync("register alone, of nobody", () => fleet.KnockAsync());
        await PrintAsync("uuid to certificate", () => fleet.BootstrapAsync());

        async Task PrintAsync(string what, Func<Task> work)
        {
            double before = server.Cpu;
            long began = TimeProvider.System.GetTimestamp();
            await work();
            double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            string row = string.Create(
                CultureInfo.InvariantCulture,
                $"| {(round == 0 ? "warm" : round)} | {(quic ? "QUIC" : "TLS")} | {what} "
                    + $"| {(server.Cpu - before) * 1000 / devices:F2} | {devices / seconds:F1} |");
            Console.WriteLine(row);
        }
    }
}
