using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware.Chunks;

namespace Garita.Device.Tests.Update;

public sealed class ImageDownloadTests : IDisposable
{
    private readonly ReleaseSigner _signer = new();
    private readonly SimulatedUnit _unit;
    private readonly TestRelease _new;

    public ImageDownloadTests()
    {
        _new = TestRelease.Make(_signer, sequence: 2, epoch: 2);
        _unit = new SimulatedUnit(_signer, TestRelease.Make(_signer, sequence: 1, epoch: 1)) { Release = _new };
    }

    private UpdateOffer Offer => new("d1", 1, _new.Manifest);

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Chunk_with_a_flipped_bit_is_refused_and_not_a_byte_is_written()
    {
        UpdateMachine machine = _unit.Start();
        machine.Offer(Offer);
        ChunkPacket good = _new.Packet(0, 3);
        byte[] bad = good.Chunks.ToArray();
        bad[2000] ^= 1;

        TakeVerdict verdict = machine.Take(good with { Chunks = bad });

        Assert.Equal(TakeVerdict.Refused, verdict);
        byte[] stored = new byte[bad.Length];
        _unit.Slots[SlotName.B].Read(0, stored);
        Assert.All(stored, b => Assert.Equal(0, b));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    public void Chunks_in_another_order_are_not_taken(long then, long first)
    {
        UpdateMachine machine = _unit.Start();
        machine.Offer(Offer);
        Assert.Equal(TakeVerdict.Taken, machine.Take(_new.Packet(first, 1)));

        Assert.Equal(TakeVerdict.NotNext, machine.Take(_new.Packet(then, 1)));
    }

    [Fact]
    public void Download_that_begins_in_the_middle_goes_round_the_end_of_the_image()
    {
        UpdateMachine machine = _unit.Start();
        machine.Offer(Offer);
        machine.Take(_new.Packet(7, 1));

        _unit.Download(machine);
        machine.Check();

        Assert.Equal(UpdateStage.Staged, machine.Stage);
    }

    [Fact]
    public void Stored_chunk_that_changed_while_the_power_was_off_costs_the_download_and_not_the_image()
    {
        UpdateMachine machine = _unit.Start();
        machine.Offer(Offer);
        _unit.Download(machine, packets: 4);
        _unit.Restart();
        Assert.Equal(12, _unit.Start().Progress!.Value.Next);

        _unit.Slots[SlotName.B].Spoil((12 * TestRelease.ChunkSize) - 1);

        Assert.True(_unit.Start().Progress!.Value.AnyStart);
    }

    [Fact]
    public void Another_offer_discards_the_progress_and_ends_the_first_as_superseded()
    {
        UpdateMachine machine = _unit.Start();
        machine.Offer(Offer);
        _unit.Download(machine, packets: 4);
        TestRelease other = TestRelease.Make(_signer, sequence: 3, epoch: 2);

        Assert.Equal(OfferVerdict.Accepted, machine.Offer(new UpdateOffer("d2", 1, other.Manifest)));

        Assert.True(machine.Progress!.Value.AnyStart);
        Assert.Equal(("d1", UpdateOutcome.Superseded), (machine.Report!.Deployment, machine.Report.Outcome));
    }

    [Fact]
    public void Server_that_sends_without_end_uses_up_the_budget()
    {
        UpdateMachine machine = _unit.Start();
        machine.Offer(Offer);
        int packets = 0;
        while (machine.Stage == UpdateStage.Downloading)
        {
            machine.Take(_new.Packet(0, 3));
            packets++;
        }

        Assert.InRange(packets, 1, 1 + (_unit.Options.MaxTimesImage * _new.Image.Length / (3 * TestRelease.ChunkSize)));
        Assert.Equal(UpdateOutcome.BudgetSpent, machine.Report!.Outcome);
    }

    [Fact]
    public void Loop_of_starts_uses_up_the_budget_of_steps()
    {
        _unit.Start().Offer(Offer);
        UpdateMachine machine = _unit.Start();
        for (int start = 0; machine.Stage == UpdateStage.Downloading; start++)
        {
            Assert.True(start <= _unit.Options.MaxSteps);
            machine = _unit.Start();
        }

        Assert.Equal(UpdateOutcome.BudgetSpent, machine.Report!.Outcome);
        Assert.Equal(SlotName.A, _unit.Running!.Slot);
    }
}
