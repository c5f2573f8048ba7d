using System.Diagnostics;
using System.Globalization;
using Garita.Device;
using Garita.Device.Directories;
using Garita.Device.Keys;
using Garita.Device.Update.Agent;
using Garita.Firmware.Delivery;

namespace Garita.DeliveryBench;

/// <summary>Many devices in one process, which count what they get and check none of it.</summary>
internal static class Fleet
{
    public static async Task AddAsync(Api api, string folder, int count)
    {
        for (int n = 1; n <= count; n++)
        {
            DeviceDirectory files = DeviceDirectory.Create(
                Path.Combine(folder, $"device{n}"), new DeviceSettings(Name(n), "localhost", Ports.Mqtt));
            files.CreateKey();
            string chain = await api.AddDeviceAsync(Name(n), SigningRequest.CreatePem(files));
            using DeviceCertificates certificates = DeviceCertificates.FromPem(chain, api.ServerRoot);
            files.SaveCertificates(certificates);
        }
    }

    /// <summary>Connects, then offers, then measures from the first request to the last chunk.</summary>
    public static async Task FetchAsync(
        Api api, string folder, int count, (string Path, string Release, int Server) what)
    {
        List<DeviceClient> clients = [];
        try
        {
            for (int n = 1; n <= count; n++)
            {
                clients.Add(new DeviceClient(Connection(folder, n)));
                await clients[^1].ConnectAsync(CancellationToken.None);
                await clients[^1].Updates.SubscribeAsync(CancellationToken.None);
            }

            await api.OfferAsync(what.Release, what.Path, [.. Enumerable.Range(1, count).Select(Name)]);
            UpdateOfferMessage[] offers = await Task.WhenAll(clients.Select(c => OfferAsync(c, what.Release)));
            Download download = new(offers[0], Api.ReleaseKeysOf(folder));
            TimeSpan before = Cpu(what.Server);
            Stopwatch watch = Stopwatch.StartNew();
            await Task.WhenAll(clients.Select(client => what.Path == "mqtt"
                ? download.OnRequestAsync(client.Updates)
                : download.FromCarouselAsync(client.Updates)));
            Print(what.Path, count, download.Bytes, (watch.Elapsed, Cpu(what.Server) - before));
        }
        finally
        {
            foreach (DeviceClient client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    public static DeviceOptions Connection(string folder, int n) =>
        DeviceOptions.From(DeviceDirectory.Open(Path.Combine(folder, $"device{n}"))) with
        {
            Host = "127.0.0.1", ServerName = "localhost", WebSocketPort = Ports.Https,
        };

    private static string Name(int n) => string.Create(CultureInfo.InvariantCulture, $"BENCH{n}");

    // The retained offer of the round before comes first.
    private static async Task<UpdateOfferMessage> OfferAsync(DeviceClient client, string release)
    {
        while (true)
        {
            OfferSnapshot snapshot = client.Updates.Inbox.Offer;
            if (snapshot.Offer is { } offer && Download.ManifestOf(offer).Hex == release)
            {
                return offer;
            }

            TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration told = snapshot.Changed.Register(changed.SetResult);
            await changed.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    // utime and stime of /proc/PID/stat, in hundredths of a second.
    private static TimeSpan Cpu(int process)
    {
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(
            10 * fields[11..13].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
    }

    private static void Print(string path, int count, long bytes, (TimeSpan Wall, TimeSpan Cpu) took)
    {
        double all = (double)count * bytes / (1024 * 1024);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {path} | {count} | {all / took.Wall.TotalSeconds:F1} | {took.Cpu.TotalMilliseconds / all:F2} |"));
    }
}
