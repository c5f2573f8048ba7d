using System.Globalization;
using Garita.Device;
using Garita.Device.Trust;
using Garita.Device.Update;
using Garita.Device.Update.Agent;
using Garita.Device.Update.Boot;
using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware.Building;

namespace Garita.DeliveryBench;

/// <summary>
/// One device of the SDK that takes an update from its offer to the last check before activation, on files. What its
/// process held before and at most is printed.
/// </summary>
internal static class OneDevice
{
    public static async Task RunAsync(
        Api api, string folder, (string Path, string Release, string Image) what)
    {
        string board = Path.Combine(folder, "board-" + what.Path);
        Directory.CreateDirectory(board);
        long slot = new FileInfo(what.Image).Length + Slot.SealLength;
        using FileRegion journal = FileRegion.OpenFile(Path.Combine(board, "journal"), UpdateJournal.RegionLength);
        using FileRegion offer = FileRegion.OpenFile(Path.Combine(board, "offer"), UpdateStorage.OfferLength);
        using FileRegion first = FileRegion.OpenFile(Path.Combine(board, "a"), slot);
        using FileRegion second = FileRegion.OpenFile(Path.Combine(board, "b"), slot);
        using FileRegion boot = FileRegion.OpenFile(Path.Combine(board, "boot"), BootRecord.RegionLength);
        BootRecord record = new(boot);
        record.Write(BootState.Of(SlotName.A));
        Guid vendor = NameUuid.Vendor("example.com");
        TaskCompletionSource staged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using DeviceClient client = new(Fleet.Connection(folder, 1));
        UpdateAgent agent = UpdateAgent.Start(new UpdateAgentParts
        {
            Storage = new UpdateStorage(journal, offer, first, second),
            Boot = new RecordBootControl(record, SlotName.A),
            Trust = TrustStore.Provision(board, File.ReadAllBytes(Path.Combine(folder, "trust.cbor"))),
            Device = new ReleaseGateOptions
            {
                Vendor = vendor,
                Class = NameUuid.Class(vendor, "bench"),
                SlotSize = slot - Slot.SealLength,
                RequireLogProof = false,
            },
            Link = client.Updates,
            Healthy = _ => Task.FromResult(true),
            Postpone = () =>
            {
                staged.TrySetResult();
                return Firmware.Delivery.UpdateReason.Deferred;
            },
        });
        await client.ConnectAsync(CancellationToken.None);
        long before = Memory("VmRSS");
        await api.OfferAsync(what.Release, what.Path, ["BENCH1"]);
        using CancellationTokenSource stop = new();
        Task running = agent.RunAsync(stop.Token);
        await Task.WhenAny(running, staged.Task).WaitAsync(TimeSpan.FromMinutes(10));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| device over {what.Path} | {before / 1024} | {Memory("VmHWM") / 1024} | {agent.Stage} |"));
        await stop.CancelAsync();
    }

    // KiB, from /proc/self/status.
    private static long Memory(string name) => long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(':', 2)[1].Trim().Split(' ')[0],
        CultureInfo.InvariantCulture);
}
