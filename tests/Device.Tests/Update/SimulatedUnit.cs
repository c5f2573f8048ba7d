using Garita.Device.Tests.Update.Agent;
using Garita.Device.Trust;
using Garita.Device.Update;
using Garita.Device.Update.Agent;
using Garita.Device.Update.Boot;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware.Trust;

namespace Garita.Device.Tests.Update;

/// <summary>
/// A device with its storage, its boot loader and its program: <see cref="RunUntilQuiet"/> starts it again and again,
/// as a person with a plug would, until there is nothing left to do.
/// </summary>
internal sealed class SimulatedUnit
{
    private const int SlotLength = 96 * 1024 + Slot.SealLength;

    // Nothing of the real disk: the store's files are in memory.
    private const string TrustDirectory = "/simulated-unit";

    private readonly CutRegion _journal = new(Garita.Device.Update.Journal.UpdateJournal.RegionLength);
    private readonly CutRegion _offer = new(UpdateStorage.OfferLength);
    private readonly CutRegion _boot = new(BootRecord.RegionLength);
    private readonly CutFiles _trustFiles = new();
    private PowerSupply? _power;
    private TrustStore? _trust;

    public SimulatedUnit(ReleaseSigner signer, TestRelease factory)
    {
        Seed(SlotName.A, factory);
        new BootRecord(_boot).Write(BootState.Of(SlotName.A));
        TrustStore.Provision(TrustDirectory, signer.Document(1), files: _trustFiles).Confirm(
            factory.Manifest.Image!.Epoch, factory.Manifest.Manifest.SequenceNumber, factory.Manifest.Digest);
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
            catch (Exception fault) when (fault is Durable.DurableException or DeviceException)
            {
                // The program ends and is started again, as a watchdog would.
            }

            Restart();
        }

        Assert.Fail("the device never came to rest");
    }

    public TrustState State() => TrustStore.Open(TrustDirectory, _trustFiles).Current;

    public uint Floor() => State().EpochFloor;

    public SlotCheck Check(Guid? imageClass = null) =>
        Trust(TrustStore.Open(TrustDirectory, _trustFiles), imageClass).BootCheck();

    /// <summary>The maker's next trust document comes with an offer.</summary>
    public void Advance(byte[] document) =>
        Assert.Equal(TrustRefusal.None, (_trust ??= TrustStore.Open(TrustDirectory, _trustFiles)).TryAdvance(document));

    public BootState? Boot() => new BootRecord(_boot).Read();

    /// <summary>Puts an image into a slot, sealed.</summary>
    public void Seed(SlotName name, TestRelease release)
    {
        Slot slot = new(name, Slots[name]);
        slot.Write(0, release.Image);
        slot.Sync();
        slot.Seal(release.Envelope.Bytes.Span);
    }

    /// <summary>All that lies on the device but its trust state.</summary>
    public byte[][] Snapshot() => [.. Regions().Select(region => region.Copy())];

    public void Restore(byte[][] snapshot)
    {
        foreach ((CutRegion region, byte[] content) in Regions().Zip(snapshot))
        {
            region.Write(0, content);
            region.Sync();
        }
    }

    /// <summary>
    /// The power was away: what the disks hold is what there is. The confirmed slot is whole, and the other one is what
    /// its seal says or has none.
    /// </summary>
    public void Restart()
    {
        foreach (CutRegion region in Regions())
        {
            region.Restart(_power!.Kind, _power.Chance);
        }

        SlotCheck check = Check();
        SlotName confirmed = Boot()!.Confirmed;
        foreach ((SlotName name, CutRegion region) in Slots)
        {
            SlotVerdict verdict = check.Judge(new Slot(name, region), out _);
            Assert.NotEqual(SlotVerdict.WrongImage, verdict);
            Assert.True(name != confirmed || verdict == SlotVerdict.Good, $"confirmed slot {name}: {verdict}");
        }
    }

    public void Plug(PowerSupply power)
    {
        _power = power;
        foreach (CutRegion region in Regions())
        {
            region.Power = power;
        }

        _trustFiles.Power = power;
    }

    /// <summary>What the boot loader starts now; null for nothing.</summary>
    public BootChoice? Choose()
    {
        UpdateTrust trust = Trust(TrustStore.Open(TrustDirectory, _trustFiles));
        return new BootLoader(
            new BootRecord(_boot), Storage().Slots, trust.TrialCheck(), trust.BootCheck()).Choose();
    }

    /// <summary>The boot loader's turn.</summary>
    public void Load()
    {
        _trust = TrustStore.Open(TrustDirectory, _trustFiles);
        Running = Choose();
        Choices.Add(Running);
        Assert.NotNull(Running);
    }

    /// <summary>The program's first step.</summary>
    public UpdateMachine Begin() => Machine = UpdateMachine.Start(
        Storage(),
        new RecordBootControl(new BootRecord(_boot), Running!.Slot),
        Trust(_trust!),
        Options);

    /// <summary>Power, boot loader and program, without a cut.</summary>
    public UpdateMachine Start()
    {
        Plug(new PowerSupply(CutKind.After, seed: 0));
        Load();
        return Begin();
    }

    /// <summary>Power and boot loader, and what an agent's program is made of.</summary>
    public UpdateAgentParts PowerOn(FakeServer server, PowerSupply? power = null)
    {
        Plug(power ?? new PowerSupply(CutKind.After, seed: 0));
        Load();
        return new UpdateAgentParts
        {
            Storage = Storage(),
            Boot = new RecordBootControl(new BootRecord(_boot), Running!.Slot),
            Trust = _trust!,
            Device = Device(),
            Link = server,
            Healthy = _ => Task.FromResult(true),
            Limits = Options,
        };
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

    private IEnumerable<CutRegion> Regions() => [_journal, _offer, _boot, .. Slots.Values];

    private static ReleaseGateOptions Device(Guid? imageClass = null) => new()
    {
        Vendor = ReleaseSigner.Vendor,
        Class = imageClass ?? ReleaseSigner.Class,
        SlotSize = SlotLength - Slot.SealLength,
        RequireLogProof = false,
    };

    private static UpdateTrust Trust(TrustStore store, Guid? imageClass = null) => new(store, Device(imageClass));
}
