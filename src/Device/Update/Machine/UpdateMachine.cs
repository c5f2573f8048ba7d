using Garita.Device.Update.Boot;
using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Machine;

/// <summary>
/// Takes one device from one image to the next. Every step is a row of <see cref="UpdateTable"/> and is in the journal
/// before it has an effect outside, so that after a power cut <see cref="Start"/> goes on from what is stored. It never
/// writes to the slot that runs, never waits, and knows no clock. Not for two threads at once.
/// </summary>
/// <remarks>
/// A <see cref="DurableException"/> or a <see cref="DeviceException"/> from any member means that journal, boot record
/// or trust state could not be written. Throw the machine away and start another one, as after a power cut.
/// </remarks>
public sealed class UpdateMachine
{
    private readonly UpdateStorage _storage;
    private readonly IBootControl _boot;
    private readonly UpdateTrust _trust;
    private readonly UpdateOptions _options;
    private readonly UpdateLedger _ledger;
    private readonly ImageTrial _trial;
    private ImageDownload? _download;

    private UpdateMachine(UpdateStorage storage, IBootControl boot, UpdateTrust trust, UpdateOptions options)
    {
        (_storage, _boot, _trust, _options) = (storage, boot, trust, options);
        _ledger = new UpdateLedger(storage.Journal);
        _trial = new ImageTrial(_ledger, storage, boot, trust);
    }

    /// <summary>How far the update is.</summary>
    public UpdateStage Stage => _ledger.Stage;

    /// <summary>The server's name for what is under way, and which attempt; empty when nothing is.</summary>
    public ConcludedAttempt UnderWay => new(Entry.Deployment, Entry.Attempt);

    /// <summary>The manifest of what is under way; zeros when nothing is.</summary>
    public Sha256Digest Manifest => Entry.Manifest;

    /// <summary>The manifest of the image that runs; null where no key vouches for it.</summary>
    public VerifiedManifest? Running => _trial.Running();

    /// <summary>Whether the device is to start again now: nothing else goes on before it did.</summary>
    public bool NeedsRestart { get; private set; }

    /// <summary>What is missing of the image; null unless something is being downloaded.</summary>
    public DownloadProgress? Progress => _download?.Progress;

    /// <summary>The report that the server should get next; null when it has them all.</summary>
    public UpdateReport? Report => Entry.Reports.Count > 0 ? Entry.Reports[0] : null;

    /// <summary>Goes on with what is stored: the first thing that a program does that is updated by this.</summary>
    public static UpdateMachine Start(
        UpdateStorage storage, IBootControl boot, UpdateTrust trust, UpdateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(boot);
        ArgumentNullException.ThrowIfNull(trust);
        UpdateMachine machine = new(storage, boot, trust, options ?? new UpdateOptions());
        machine.GoOn();
        return machine;
    }

    /// <summary>
    /// Takes an offer, whose manifest and epoch the caller has judged, in place of what was under way.
    /// </summary>
    /// <param name="offer">The offer.</param>
    /// <param name="cipher">Decrypts the image, where it is encrypted; belongs to the machine from here on.</param>
    public OfferVerdict Offer(UpdateOffer offer, ContentCipher? cipher = null)
    {
        ArgumentNullException.ThrowIfNull(offer);
        OfferVerdict? refused = OfferJudge.Refuse(offer, Entry, _storage.Slots[_boot.Other]);
        if (refused is not null)
        {
            return refused.Value;
        }

        if (OfferJudge.IsUnderWay(offer, Entry))
        {
            End(_download?.Open(cipher));
            return OfferVerdict.Accepted;
        }

        if (Running is { } running && running.Digest == offer.Manifest.Digest)
        {
            TakeRunning(offer);
            return OfferVerdict.Running;
        }

        Begin(offer, cipher);
        return OfferVerdict.Accepted;
    }

    /// <summary>
    /// Takes chunks: checks them by their proof, or by a list of leaves where there is one, then writes them.
    /// </summary>
    public TakeVerdict Take(ChunkPacket packet, VerifiedLeafList? leaves = null)
    {
        ArgumentNullException.ThrowIfNull(packet);
        TakeVerdict verdict = _download?.Take(packet, leaves) ?? TakeVerdict.NotAsked;
        End(UpdateEnd.Of(verdict));
        return verdict;
    }

    /// <summary>
    /// Counts a round over every path that brought nothing, durably: so many of them, or of starts, end an update.
    /// </summary>
    public void CountFruitless()
    {
        if (Stage == UpdateStage.Downloading)
        {
            _ledger.Write(Entry with { Steps = Entry.Steps + 1 });
            End(Entry.Steps > _options.MaxSteps ? UpdateEnd.BudgetSpent : null);
        }
    }

    /// <summary>
    /// Reads the written image back, and seals it where it is the signed one. Call it in
    /// <see cref="UpdateStage.Checking"/>; it takes as long as reading the image does.
    /// </summary>
    public void Check()
    {
        if (Stage != UpdateStage.Checking || _download is null)
        {
            return;
        }

        if (_download.Seal() is { } failed)
        {
            End(failed);
        }
        else
        {
            _ledger.Move(UpdateEvent.ReadBackGood);
        }
    }

    /// <summary>
    /// Orders the restart into the new image. Call it in <see cref="UpdateStage.Staged"/>, when the server has said,
    /// after the image was staged, that it is still wanted. The slot is judged once more, as it lies.
    /// </summary>
    public void Activate()
    {
        if (Stage != UpdateStage.Staged)
        {
            return;
        }

        if (!StoredUpdate.IsGood(Target, _trust.TrialCheck(), Entry.Manifest))
        {
            End(UpdateEnd.ReadBackFailed);
            return;
        }

        _ledger.Move(UpdateEvent.Wanted);
        _boot.StartTrial(Entry.Target, _options.TrialStarts);
        NeedsRestart = true;
    }

    /// <summary>Ends what has not been activated. After activation an update only goes forward or back.</summary>
    public void Withdraw()
    {
        if (UpdateTable.Next(Stage, UpdateEvent.Withdrawn) is not null)
        {
            End(UpdateEnd.Withdrawn);
        }
    }

    /// <summary>
    /// Confirms the new image: the health checks passed and the server was reached. Before this call no floor rises. An
    /// image whose keys were taken out of the trust document during its trial is given up.
    /// </summary>
    public void Confirm()
    {
        if (Stage == UpdateStage.Trial)
        {
            NeedsRestart = !_trial.TryConfirm();
        }
    }

    /// <summary>Gives the new image up: a health check failed, or took too long. The last report says why.</summary>
    public void GiveUp(UpdateReason reason = UpdateReason.Unhealthy)
    {
        if (Stage == UpdateStage.Trial)
        {
            _trial.GiveUp(reason);
            NeedsRestart = true;
        }
    }

    /// <summary>Forgets a report that the server has.</summary>
    public void Delivered(UpdateReport report)
    {
        if (Entry.Reports.Contains(report))
        {
            _ledger.Write(Entry with { Reports = [.. Entry.Reports.Where(r => r != report)] });
        }
    }

    private UpdateEntry Entry => _ledger.Entry;

    private Slot Target => _storage.Slots[Entry.Target];

    // The server may be behind what a power cut or a person did. What was under way is not what is wanted now.
    private void TakeRunning(UpdateOffer offer)
    {
        End(Stage == UpdateStage.Idle ? null : UpdateEnd.Superseded);
        _ledger.Conclude(new UpdateReport(
            offer.Deployment, offer.Attempt, offer.Manifest.Digest, UpdateOutcome.Installed));
    }

    // The envelope is kept before the journal speaks of it; a cut in between leaves the old download without its
    // envelope, which ends it as superseded.
    private void Begin(UpdateOffer offer, ContentCipher? cipher)
    {
        if (Stage == UpdateStage.Staged)
        {
            _boot.EndTrial();
        }

        _storage.WriteOffer(offer.Manifest.Envelope.Bytes.Span);
        _ledger.Begin(offer, _boot.Other);
        Open(offer.Manifest, cipher);
    }

    private void GoOn()
    {
        BootState boot = _boot.Read();
        UpdateEvent started = StoredUpdate.Meaning(Entry, boot, _boot);
        UpdateStage? next = UpdateTable.Next(Stage, started);
        if (Stage != UpdateStage.Idle && next is null or UpdateStage.Idle)
        {
            _ledger.Conclude(StoredUpdate.Ended(_ledger, next, Target, _trust));
        }

        if (Stage == UpdateStage.Idle)
        {
            StoredUpdate.Settle(_ledger, _boot, _trust, Running);
            return;
        }

        _ledger.Move(started);
        if (Stage is UpdateStage.Downloading or UpdateStage.Checking or UpdateStage.Staged)
        {
            Reopen();
        }
        else if (Stage == UpdateStage.Trial && boot.Trial is null && boot.Confirmed == Entry.Target)
        {
            _trial.Finish();
        }
        else if (Stage == UpdateStage.Reverting)
        {
            _boot.EndTrial();
            NeedsRestart = true;
        }
    }

    private void Reopen()
    {
        if (StoredUpdate.Kept(_storage, Entry, _trust.Keys) is { } manifest && Entry.Steps <= _options.MaxSteps)
        {
            Open(manifest, cipher: null);
            return;
        }

        End(Entry.Steps > _options.MaxSteps ? UpdateEnd.BudgetSpent : UpdateEnd.Superseded);
    }

    private void Open(VerifiedManifest manifest, ContentCipher? cipher)
    {
        _download = new ImageDownload(manifest, Target, _ledger, _options);
        End(_download.Open(cipher));
    }

    private void End(UpdateEnd? end)
    {
        if (end is null)
        {
            return;
        }

        if (Stage == UpdateStage.Staged)
        {
            _boot.EndTrial();
        }

        _ledger.End(end.Event, end.Outcome);
        _download = null;
    }
}
