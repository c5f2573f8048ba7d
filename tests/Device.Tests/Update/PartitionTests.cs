using Garita.Device.Trust;
using Garita.Device.Update;
using Garita.Device.Update.Boot;
using Garita.Device.Update.Journal;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.TestKit;

namespace Garita.Device.Tests.Update;

/// <summary>
/// An update on raw partitions, for which files stand that are longer than needed and full of something else.
/// </summary>
public sealed class PartitionTests : IDisposable
{
    private static readonly long s_slot = 96 * 1024 + Slot.SealLength;

    private readonly TemporaryDirectory _directory = new();
    private readonly ReleaseSigner _signer = new();
    private readonly TestRelease _old;
    private readonly TestRelease _new;

    public PartitionTests()
    {
        _old = TestRelease.Make(_signer, sequence: 1, epoch: 1);
        _new = TestRelease.Make(_signer, sequence: 2, epoch: 2);
        Random noise = new(7);
        foreach ((string name, long length) in Lengths)
        {
            byte[] content = new byte[length + 12_345];
            noise.NextBytes(content);
            File.WriteAllBytes(_directory.File(name), content);
        }

        using Life life = new(this);
        Slot first = life.Storage.Slots[SlotName.A];
        first.Write(0, _old.Image);
        first.Sync();
        first.Seal(_old.Envelope.Bytes.Span);
        life.Record.Write(BootState.Of(SlotName.A));
        TrustStore.Provision(_directory.Path, _signer.Document(1)).Confirm(1, 1, _old.Manifest.Digest);
    }

    private static (string Name, long Length)[] Lengths =>
    [
        ("journal", UpdateJournal.RegionLength),
        ("offer", UpdateStorage.OfferLength),
        ("boot", BootRecord.RegionLength),
        ("a", s_slot),
        ("b", s_slot),
    ];

    public void Dispose()
    {
        _signer.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Update_is_installed_and_stays_after_every_start()
    {
        using (Life first = new(this))
        {
            UpdateMachine machine = first.Start(SlotName.A);
            Assert.Equal(OfferVerdict.Accepted, machine.Offer(new UpdateOffer("d1", 1, _new.Manifest)));
            Take(machine, packets: 3);
        }

        using (Life second = new(this))
        {
            UpdateMachine machine = second.Start(SlotName.A);
            Assert.Equal(20 - 9, machine.Progress!.Value.Missing);
            Take(machine, packets: 100);
            machine.Check();
            machine.Activate();
        }

        using (Life third = new(this))
        {
            UpdateMachine machine = third.Start(SlotName.B);
            machine.Confirm();
            Assert.Equal(UpdateOutcome.Installed, machine.Report!.Outcome);
        }

        using Life fourth = new(this);
        Assert.Equal(UpdateStage.Idle, fourth.Start(SlotName.B).Stage);
        Assert.Equal(BootState.Of(SlotName.B), fourth.Record.Read());
    }

    [Fact]
    public void Image_that_is_longer_than_the_partition_is_refused_before_it_is_fetched()
    {
        TestRelease large = TestRelease.Make(_signer, sequence: 3, epoch: 2, length: (int)s_slot);
        using Life life = new(this);

        Assert.Equal(
            OfferVerdict.TooLarge, life.Start(SlotName.A).Offer(new UpdateOffer("d1", 1, large.Manifest)));
    }

    [Fact]
    public void Partition_that_is_too_small_for_a_slot_or_a_journal_is_refused()
    {
        File.WriteAllBytes(_directory.File("small"), new byte[100]);

        Assert.Throws<DurableException>(
            () => FileRegion.OpenPartition(_directory.File("small"), UpdateJournal.RegionLength));
        using FileRegion small = FileRegion.OpenPartition(_directory.File("small"));
        Assert.Throws<ArgumentException>(() => new Slot(SlotName.A, small));
        Assert.Throws<ArgumentException>(() => new UpdateJournal(small));
    }

    private void Take(UpdateMachine machine, int packets)
    {
        for (int i = 0; i < packets && machine.Progress is { } progress; i++)
        {
            Assert.Equal(TakeVerdict.Taken, machine.Take(_new.Packet(progress.Next, 3)));
        }
    }

    /// <summary>From power to power: every partition is opened anew.</summary>
    private sealed class Life : IDisposable
    {
        private readonly PartitionTests _test;
        private readonly FileRegion[] _regions;

        public Life(PartitionTests test)
        {
            _test = test;
            _regions =
            [
                .. Lengths.Select(part => FileRegion.OpenPartition(test._directory.File(part.Name), part.Length)),
            ];
            Storage = new UpdateStorage(_regions[0], _regions[1], _regions[3], _regions[4]);
            Record = new BootRecord(_regions[2]);
        }

        public UpdateStorage Storage { get; }

        public BootRecord Record { get; }

        /// <summary>Boot loader and program; the slot that the boot loader is to choose.</summary>
        public UpdateMachine Start(SlotName expected)
        {
            UpdateTrust trust = new(
                TrustStore.Open(_test._directory.Path),
                new ReleaseGateOptions
                {
                    Vendor = ReleaseSigner.Vendor,
                    Class = ReleaseSigner.Class,
                    SlotSize = Storage.Slots[SlotName.A].Capacity,
                    RequireLogProof = false,
                });
            BootChoice? choice = new BootLoader(
                Record, Storage.Slots, trust.TrialCheck(), trust.BootCheck()).Choose();
            Assert.Equal(expected, choice!.Slot);
            return UpdateMachine.Start(
                Storage, new RecordBootControl(Record, expected), trust,
                new UpdateOptions { ProgressBytes = 3 * TestRelease.ChunkSize });
        }

        public void Dispose() => Array.ForEach(_regions, region => region.Dispose());
    }
}
