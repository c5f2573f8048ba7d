using Garita.Device.Trust;
using Garita.Firmware;
using Garita.Firmware.Trust;
using Garita.Merkle;
using Garita.TestKit;

namespace Garita.Device.Tests.Trust;

public sealed class TrustStoreTests : IDisposable
{
    private readonly TrustBench _bench = new();

    private string First => Path.Combine(_bench.Path, TrustStore.FirstCopy);

    private string Second => Path.Combine(_bench.Path, TrustStore.SecondCopy);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void State_survives_a_restart()
    {
        Assert.Equal(TrustRefusal.None, _bench.Store.TryAdvance(_bench.Sign(_bench.Document(2, _bench.Release[1]))));
        _bench.Store.Remember(new SeenCheckpoint(_bench.Log.Key.Name, 7, TreeHash.Leaf([7])));
        _bench.Store.Confirm(5, 12, default);
        Assert.True(_bench.Store.TryAssign(long.MaxValue));
        TrustState opened = TrustStore.Open(_bench.Path).Current;
        Assert.Equal((2, 5U, 12UL), (opened.Document.Version, opened.EpochFloor, opened.SequenceFloor));
        Assert.Equal(long.MaxValue, opened.AssignmentFloor);
        Assert.Equal(_bench.Store.Current.Checkpoints, opened.Checkpoints);
        Assert.Equal(default(Sha256Digest), opened.ConfirmedManifest);
        Assert.Equal(_bench.Store.Current.Revision, opened.Revision);
    }

    [Fact]
    public void Nothing_goes_back()
    {
        byte[] first = _bench.Store.Current.Document.Encoded.ToArray();
        _bench.Store.TryAdvance(_bench.Sign(_bench.Document(2, _bench.Release[1])));
        _bench.Store.Remember(new SeenCheckpoint(_bench.Log.Key.Name, 7, TreeHash.Leaf([7])));
        Assert.True(_bench.Store.TryAssign(40));
        TrustState before = _bench.Store.Current;
        Assert.Equal(TrustRefusal.NotNewer, _bench.Store.TryAdvance(first));
        _bench.Store.Remember(new SeenCheckpoint(_bench.Log.Key.Name, 6, TreeHash.Leaf([6])));
        _bench.Store.Remember(new SeenCheckpoint(_bench.Log.Key.Name, 7, TreeHash.Leaf([8])));
        _bench.Store.Confirm(2, 9, default);
        Assert.False(_bench.Store.TryAssign(39));
        Assert.True(_bench.Store.TryAssign(40));
        Assert.Same(before, _bench.Store.Current);
    }

    [Theory]
    [InlineData(TrustStore.FirstCopy)]
    [InlineData(TrustStore.SecondCopy)]
    public void One_copy_lost_or_corrupt_changes_nothing_and_heals_with_the_next_write(string copy)
    {
        _bench.Store.Confirm(9, 20, default);
        string path = Path.Combine(_bench.Path, copy);
        byte[] good = File.ReadAllBytes(path);
        byte[][] broken = [[], good[..^1], [.. good, 0], [.. good[..60], (byte)(good[60] ^ 1), .. good[61..]]];
        foreach (byte[]? content in (byte[]?[])[null, .. broken])
        {
            File.Delete(path);
            if (content is not null)
            {
                File.WriteAllBytes(path, content);
            }

            TrustStore opened = TrustStore.Open(_bench.Path);
            Assert.Equal((9U, 20UL), (opened.Current.EpochFloor, opened.Current.SequenceFloor));
        }

        TrustStore healed = TrustStore.Open(_bench.Path);
        healed.Confirm(10, 21, default);
        Assert.Equal(File.ReadAllBytes(First), File.ReadAllBytes(Second));
    }

    [Fact]
    public void Floors_are_the_highest_of_the_whole_copies()
    {
        byte[] older = File.ReadAllBytes(First);
        _bench.Store.Confirm(9, 20, default);
        _bench.Store.TryAssign(30);
        File.WriteAllBytes(First, older);
        AssertFloors();
        File.WriteAllBytes(First, File.ReadAllBytes(Second));
        File.WriteAllBytes(Second, older);
        AssertFloors();

        void AssertFloors()
        {
            TrustState opened = TrustStore.Open(_bench.Path).Current;
            Assert.Equal((9U, 20UL, 30L), (opened.EpochFloor, opened.SequenceFloor, opened.AssignmentFloor));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Counter_that_no_assignment_has_is_no_question_to_the_store(long counter)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _bench.Store.TryAssign(counter));
        Assert.Equal(0, TrustStore.Open(_bench.Path).Current.AssignmentFloor);
    }

    // What it held has no counter of assignments; nobody can say that it was zero.
    [Fact]
    public void Copies_of_the_format_before_this_one_are_no_state()
    {
        foreach (string path in new[] { First, Second })
        {
            File.WriteAllBytes(path, Older(File.ReadAllBytes(path)));
        }

        Assert.Equal(DeviceFault.TrustStateMissing, FaultOf(() => TrustStore.Open(_bench.Path)));
    }

    [Fact]
    public void Copy_of_the_format_before_this_one_beside_a_whole_one_lowers_nothing()
    {
        _bench.Store.TryAssign(30);
        File.WriteAllBytes(First, Older(File.ReadAllBytes(First)));
        TrustStore opened = TrustStore.Open(_bench.Path);
        Assert.Equal(30, opened.Current.AssignmentFloor);
        opened.TryAssign(31);
        Assert.Equal(File.ReadAllBytes(First), File.ReadAllBytes(Second));
    }

    [Fact]
    public void No_whole_copy_refuses_and_never_means_zero()
    {
        File.WriteAllBytes(First, [1]);
        File.Delete(Second);
        Assert.Equal(DeviceFault.TrustStateMissing, FaultOf(() => TrustStore.Open(_bench.Path)));
        File.Delete(First);
        Assert.Equal(DeviceFault.TrustStateMissing, FaultOf(() => TrustStore.Open(_bench.Path)));
    }

    [Fact]
    public void Store_is_provisioned_once_and_with_a_document_that_is_one()
    {
        byte[] document = _bench.Store.Current.Document.Encoded.ToArray();
        Assert.Equal(DeviceFault.TrustStateExists, FaultOf(() => TrustStore.Provision(_bench.Path, document)));
        File.Delete(First);
        Assert.Equal(DeviceFault.TrustStateExists, FaultOf(() => TrustStore.Provision(_bench.Path, document)));
        using TemporaryDirectory other = new();
        byte[] unsigned = _bench.Sign(_bench.Document(1, _bench.Release[0]), signers: 1);
        Assert.Equal(DeviceFault.FileInvalid, FaultOf(() => TrustStore.Provision(other.Path, unsigned)));
        Assert.Empty(Directory.GetFiles(other.Path));
    }

    [Fact]
    public void Checkpoints_of_logs_no_longer_named_are_forgotten()
    {
        foreach (string origin in new[] { "a.example", "b.example", "c.example", "d.example", "e.example" })
        {
            _bench.Store.Remember(new SeenCheckpoint(origin, 1, TreeHash.Leaf([1])));
        }

        Assert.Equal("e.example", Assert.Single(_bench.Store.Current.Checkpoints).Origin);
        Assert.Equal("e.example", Assert.Single(TrustStore.Open(_bench.Path).Current.Checkpoints).Origin);
    }

    // As it was written before it had the counter: one member less, behind another magic.
    private static byte[] Older(byte[] copy)
    {
        System.Formats.Cbor.CborReader reader = new(copy.AsMemory(36));
        int members = reader.ReadStartArray()!.Value;
        System.Formats.Cbor.CborWriter writer = new();
        writer.WriteStartArray(members - 1);
        for (int i = 0; i < members; i++)
        {
            byte[] value = reader.ReadEncodedValue().ToArray();
            if (i != 3)
            {
                writer.WriteEncodedValue(value);
            }
        }

        writer.WriteEndArray();
        byte[] body = writer.Encode();
        return [.. "GTS1"u8, .. System.Security.Cryptography.SHA256.HashData(body), .. body];
    }

    private static DeviceFault FaultOf(Action action) => Assert.Throws<DeviceException>(action).Fault;
}
