using Garita.Device.Trust;
using Garita.Firmware.Trust;
using Garita.Merkle;
using Garita.TestKit;

namespace Garita.Device.Tests.Trust;

/// <summary>The power is cut at every operation of a store's life: before it, after it, and in its middle.</summary>
public sealed class TrustStorePowerTests : IDisposable
{
    private readonly TrustBench _bench = new();
    private readonly byte[][] _documents;

    public TrustStorePowerTests() => _documents =
        [.. Enumerable.Range(1, 3).Select(v => _bench.Sign(_bench.Document(v, _bench.Release[0])))];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Cut_at_any_operation_leaves_the_state_before_or_after()
    {
        PowerCutFiles whole = new();
        using (TemporaryDirectory directory = new())
        {
            Live(directory.Path, whole, []);
        }

        Assert.Equal(16, whole.Operations);
        foreach (PowerCut cut in Enum.GetValues<PowerCut>())
        {
            for (int at = 1; at <= whole.Operations; at++)
            {
                CutOnce(at, cut);
            }
        }
    }

    // Two cuts: the second falls into the first writes after the restart, while one copy may still be torn.
    [Fact]
    public void Second_cut_after_the_restart_loses_nothing_either()
    {
        foreach (PowerCut cut in Enum.GetValues<PowerCut>())
        {
            for (int at = 3; at <= 16; at++)
            {
                for (int second = 1; second <= 2; second++)
                {
                    CutTwice(at, second, cut);
                }
            }
        }
    }

    [Fact]
    public void Store_that_failed_to_write_must_be_opened_again()
    {
        using TemporaryDirectory directory = new();
        TrustStore.Provision(directory.Path, _documents[0]);
        TrustStore store = TrustStore.Open(directory.Path, new PowerCutFiles(2));
        Assert.Throws<DeviceException>(() => store.Confirm(1, 1, default));
        DeviceException again = Assert.Throws<DeviceException>(() => store.Confirm(2, 2, default));
        Assert.Contains("opened again", again.Message, StringComparison.Ordinal);
        Assert.Equal(1U, TrustStore.Open(directory.Path).Current.EpochFloor);
    }

    // An assignment that was acted on is never older than the floor, whatever was cut between the two.
    [Fact]
    public void Floor_of_assignments_that_was_promised_refuses_every_older_one_after_any_cut()
    {
        foreach (PowerCut cut in Enum.GetValues<PowerCut>())
        {
            for (int at = 1; at <= 6; at++)
            {
                AssignUntilCut(at, cut);
            }
        }
    }

    private void AssignUntilCut(int at, PowerCut cut)
    {
        using TemporaryDirectory directory = new();
        TrustStore.Provision(directory.Path, _documents[0]);
        TrustStore store = TrustStore.Open(directory.Path, new PowerCutFiles(at, cut));
        long actedOn = 0;
        Assert.Throws<DeviceException>(() =>
        {
            while (actedOn < 100 && store.TryAssign(actedOn + 10))
            {
                actedOn += 10;
            }
        });
        TrustStore after = TrustStore.Open(directory.Path);
        Assert.InRange(after.Current.AssignmentFloor, actedOn, actedOn + 10);
        Assert.Equal((at - 1) / 2 * 10, actedOn);
        Assert.True(actedOn == 0 || !after.TryAssign(actedOn - 1));
        Assert.True(after.TryAssign(after.Current.AssignmentFloor + 1));
    }

    // One life: made, two documents, a checkpoint, two images confirmed, two assignments. Records what was promised
    // after each step.
    private void Live(string path, PowerCutFiles files, List<TrustState> promised)
    {
        TrustStore store = TrustStore.Provision(path, _documents[0], 1, 1, files);
        promised.Add(store.Current);
        Action[] steps =
        [
            () => Assert.Equal(TrustRefusal.None, store.TryAdvance(_documents[1])),
            () => store.Remember(new SeenCheckpoint(_bench.Log.Key.Name, 5, TreeHash.Leaf([5]))),
            () => Assert.True(store.TryAssign(1_763_000_000_000)),
            () => store.Confirm(2, 4, default),
            () => Assert.Equal(TrustRefusal.None, store.TryAdvance(_documents[2])),
            () => Assert.True(store.TryAssign(1_763_000_000_001)),
            () => store.Confirm(6, 9, default),
        ];
        foreach (Action step in steps)
        {
            step();
            promised.Add(store.Current);
        }
    }

    private void CutOnce(int at, PowerCut cut)
    {
        using TemporaryDirectory directory = new();
        List<TrustState> promised = LiveUntilCut(directory.Path, at, cut);
        if (promised.Count == 0)
        {
            AssertUnprovisionedOrFirst(directory.Path);
            return;
        }

        AssertNotBehind(promised[^1], TrustStore.Open(directory.Path).Current);
    }

    private void CutTwice(int at, int second, PowerCut cut)
    {
        using TemporaryDirectory directory = new();
        LiveUntilCut(directory.Path, at, cut);
        TrustStore store = TrustStore.Open(directory.Path, new PowerCutFiles(second, cut));
        TrustState before = store.Current;
        Assert.Throws<DeviceException>(() => store.Confirm(100, 100, default));
        TrustStore last = TrustStore.Open(directory.Path);
        AssertNotBehind(before, last.Current);
        last.Confirm(101, 101, default);
        Assert.Equal(101U, TrustStore.Open(directory.Path).Current.EpochFloor);
    }

    private List<TrustState> LiveUntilCut(string path, int at, PowerCut cut)
    {
        List<TrustState> promised = [];
        Assert.Throws<DeviceException>(() => Live(path, new PowerCutFiles(at, cut), promised));
        return promised;
    }

    // While the store is made nothing was promised yet: there is none, or the very first.
    private static void AssertUnprovisionedOrFirst(string path)
    {
        try
        {
            Assert.Equal(1UL, TrustStore.Open(path).Current.Revision);
        }
        catch (DeviceException fault)
        {
            Assert.Equal(DeviceFault.TrustStateMissing, fault.Fault);
        }
    }

    private static void AssertNotBehind(TrustState promised, TrustState found)
    {
        Assert.InRange(found.Revision, promised.Revision, promised.Revision + 1);
        Assert.True(found.Document.Version >= promised.Document.Version);
        Assert.True(found.EpochFloor >= promised.EpochFloor);
        Assert.True(found.SequenceFloor >= promised.SequenceFloor);
        Assert.True(found.AssignmentFloor >= promised.AssignmentFloor);
        Assert.True(found.Checkpoints.Count >= promised.Checkpoints.Count);
    }
}
