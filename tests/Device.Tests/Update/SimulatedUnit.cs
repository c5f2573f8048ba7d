using System.Buffers.Binary;
using Garita.Device.Update;
using Garita.Device.Update.Boot;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Records;
using Garita.Device.Update.Slots;

namespace Garita.Device.Tests.Update;

/// <summary>
/// A device with its storage, its boot loader and its program: <see cref="RunUntilQuiet"/> starts it again and again,
/// as a person with a plug would, until there is nothing left to do.
/// </summary>
internal sealed class SimulatedUnit
{
    private const int SlotLength = 96 * 1024 + Slot.SealLength;

    private readonly ReleaseSigner _signer;
    private readonly CutRegion _journal = new(Garita.Device.Update.Journal.UpdateJournal.RegionLength);
    private readonly CutRegion _offer = new(UpdateStorage.OfferLength);
    private readonly CutRegion _boot = new(BootRecord.RegionLength);
    private readonly CutRegion _floor = new(TwinRecord.LengthFor(sizeof(uint)));
    private PowerSupply? _power;

    public SimulatedUnit(ReleaseSigner signer, TestRelease factory)
    {
        _signer = signer;
        Slot first = new(SlotName.A, Slots[SlotName.A]);
        first.Write(0, factory.Image);
        first.Sync();
        first.Seal(factory.Envelope.Bytes.Span);
        new BootRecord(_boot).Write(BootState.Of(SlotName.A));
        RaiseFloor(factory.Manifest.Image!.Epoch);
        Factory = factory;
    }

    public TestRelease Factory { get; }

    public UpdateOptions Options { get; set; } = new() { ProgressBytes = 4 * TestRelease.ChunkSize };

    public CutRegion BootRegion => _boot;

    public CutRegion JournalRegion => _journal;

    public Dictionary<SlotName, CutRegion> Slots { get; } = new()
    {
        [SlotName.A] = new(SlotLength),
        [SlotName.B] = new(SlotLength),
    };

    /// <summary>What the server offers.</summary>
    public UpdateOffer? Offered { get; set; }

    public TestRelease? Release { get; set; }

    /// <summary>What the new image does when it runs; null to die at its first instruction.</summary>
    public Func<UpdateMachine, bool>? Behaviour { get; set; } = _ => true;

    /// <summary>Reports that the server got, each as often as it came.</summary>
    public List<UpdateReport> Reports { get; } = [];

    public BootChoice? Running { get; private set; }

    public int Starts { get; private set; }

    /// <summary>The machine of the life that is going on.</summary>
    public UpdateMachine? Machine { get; private set; }

    /// <summary>What was chosen at each start.</summary>
    public List<BootChoice?> Choices { get; } = [];

    public void RunUntilQuiet(PowerSupply power)
    {
        Plug(power);
        for (int start = 0; start < 200; start++)
        {
            try
            {
                if (RunOnce())
                {
                    return;
                }
            }
            catch (PowerCutException)
            {
            }
            catch (Durable.DurableException)
            {
                // The program ends and is started again, as a watchdog would.
            }

            Restart();
        }

        Assert.Fail("the device never came to rest");
    }

    public uint Floor() =>
        new TwinRecord(_floor, sizeof(uint)).Read() is { } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    public SlotCheck Check() => new(_signer.Keys, ReleaseSigner.Vendor, ReleaseSigner.Class, Floor());

    public BootState? Boot() => new BootRecord(_boot).Read();

    /// <summary>The power was away: what the disks hold is what there is, and the confirmed slot is whole.</summary>
    public void Restart()
    {
        foreach (CutRegion region in Regions())
        {
            region.Restart(_power!.Kind, _power.Chance);
        }

        SlotName confirmed = Boot()!.Confirmed;
        Assert.Equal(SlotVerdict.Good, Check().Judge(new Slot(confirmed, Slots[confirmed]), out _));
    }

    public void Plug(PowerSupply power)
    {
        _power = power;
        foreach (CutRegion region in Regions())
        {
            region.Power = power;
        }
    }

    /// <summary>The boot loader's turn.</summary>
    public void Load()
    {
        Running = new BootLoader(new BootRecord(_boot), Storage().Slots, Check(), Check()).Choose();
        Choices.Add(Running);
        Assert.NotNull(Running);
    }

    /// <summary>The program's first step.</summary>
    public UpdateMachine Begin() => Machine = UpdateMachine.Start(
        Storage(),
        new RecordBootControl(new BootRecord(_boot), Running!.Slot),
        new UpdateTrust(() => _signer.Keys, Check, RaiseFloor),
        Options);

    /// <summary>Power, boot loader and program, without a cut.</summary>
    public UpdateMachine Start()
    {
        Plug(new PowerSupply(CutKind.After, seed: 0));
        Load();
        return Begin();
    }

    /// <summary>Takes every chunk that is missing, or so many.</summary>
    public void Download(UpdateMachine machine, int packets = int.MaxValue)
    {
        for (int i = 0; i < packets && machine.Progress is { } progress; i++)
        {
            machine.Take(Release!.Packet(progress.Next, 3));
        }
    }

    /// <summary>
    /// One life of the program, from power to rest or restart; true when there is nothing left to do.
    /// </summary>
    private bool RunOnce()
    {
        Starts++;
        Load();
        if (Running!.Reason == BootReason.Trial && Behaviour is null)
        {
            return false;
        }

        UpdateMachine machine = Begin();
        Go(machine);
        if (machine.NeedsRestart)
        {
            return false;
        }

        while (machine.Report is { } report)
        {
            Reports.Add(report);
            machine.Delivered(report);
        }

        return machine.Stage == UpdateStage.Idle;
    }

    private void Go(UpdateMachine machine)
    {
        if (machine.Stage == UpdateStage.Trial)
        {
            if (Behaviour!(machine))
            {
                machine.Confirm();
            }
            else
            {
                machine.GiveUp();
                return;
            }
        }

        if (Offered is null || machine.NeedsRestart || machine.Offer(Offered) != OfferVerdict.Accepted)
        {
            return;
        }

        Download(machine);
        machine.Check();
        machine.Activate();
    }

    private UpdateStorage Storage() => new(_journal, _offer, Slots[SlotName.A], Slots[SlotName.B]);

    private IEnumerable<CutRegion> Regions() => [_journal, _offer, _boot, _floor, .. Slots.Values];

    private void RaiseFloor(uint epoch)
    {
        if (epoch > Floor() || Floor() == 0)
        {
            byte[] bytes = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, epoch);
            new TwinRecord(_floor, sizeof(uint)).Write(bytes);
        }
    }
}
