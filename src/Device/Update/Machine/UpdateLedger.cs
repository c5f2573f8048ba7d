using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Machine;

/// <summary>The stage as the journal has it: changes by a row of the table, durable before anybody sees it.</summary>
internal sealed class UpdateLedger(UpdateJournal journal)
{
    public UpdateEntry Entry { get; private set; } = journal.Read();

    public UpdateStage Stage => Entry.Stage;

    /// <summary>Goes on by one row.</summary>
    public void Move(UpdateEvent happened) =>
        Write(Entry with { Stage = Next(happened), Steps = Entry.Steps + 1 });

    /// <summary>Gives the new image up; the reason is in the same write, so that the last report has it.</summary>
    public void GiveUp(UpdateReason reason)
    {
        Entry = Entry with { GivenUp = reason };
        Move(UpdateEvent.Unhealthy);
    }

    /// <summary>Begins an offer; what was under way is superseded.</summary>
    public void Begin(UpdateOffer offer, SlotName target)
    {
        UpdateStage next = Next(UpdateEvent.Offered);
        UpdateEntry kept = Stage == UpdateStage.Idle ? Entry : With(Ended(UpdateOutcome.Superseded));
        Write(Cleared(kept) with
        {
            Stage = next,
            Deployment = offer.Deployment,
            Attempt = offer.Attempt,
            Manifest = offer.Manifest.Digest,
            Target = target,
        });
    }

    /// <summary>Remembers a trial that the journal has lost; nobody is told how it ends.</summary>
    public void Adopt(Firmware.Sha256Digest manifest, SlotName running) => Write(Cleared(Entry) with
    {
        Stage = UpdateStage.Trial,
        Manifest = manifest,
        Target = running,
    });

    /// <summary>Ends what is under way by a row that leads to <see cref="UpdateStage.Idle"/>.</summary>
    public void End(UpdateEvent happened, UpdateOutcome outcome)
    {
        if (Next(happened) != UpdateStage.Idle)
        {
            throw new InvalidOperationException($"{happened} does not end {Stage}");
        }

        Conclude(Ended(outcome));
    }

    /// <summary>Nothing is under way any more, and this is what the server is told.</summary>
    public void Conclude(UpdateReport report) => Write(Cleared(With(report)));

    /// <summary>How what is under way ended.</summary>
    public UpdateReport Ended(UpdateOutcome outcome, UpdateReason? reason = null) =>
        new(Entry.Deployment, Entry.Attempt, Entry.Manifest, outcome, reason);

    /// <summary>Counts bytes that came; durable with the next write.</summary>
    public void Take(long bytes) => Entry = Entry with { Taken = Entry.Taken + bytes };

    public void Write(UpdateEntry entry)
    {
        journal.Write(entry);
        Entry = entry;
    }

    private static UpdateEntry Cleared(UpdateEntry entry) => UpdateEntry.Empty with
    {
        Reports = entry.Reports,
        Concluded = entry.Concluded,
    };

    private UpdateStage Next(UpdateEvent happened) => UpdateTable.Next(Stage, happened)
        ?? throw new InvalidOperationException($"{happened} has no place in {Stage}");

    private UpdateEntry With(UpdateReport report) => report.Deployment.Length == 0 ? Entry : Entry with
    {
        Reports = [.. Entry.Reports.TakeLast(UpdateEntry.MaxReports - 1), report],
        Concluded =
        [
            .. Entry.Concluded.Where(c => c.Deployment != report.Deployment).TakeLast(UpdateEntry.MaxConcluded - 1),
            new ConcludedAttempt(report.Deployment, report.Attempt),
        ],
    };
}
