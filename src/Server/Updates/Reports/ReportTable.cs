using Dapper;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Server.Storage;
using Garita.Server.Updates.Offers;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Updates.Reports;

/// <summary>The SQL of what devices say. Runs inside the caller's transaction.</summary>
internal static class ReportTable
{
    /// <summary>
    /// Takes a status: the one place that decides whether it counts. Final states are kept once for an attempt, and
    /// nothing comes after one.
    /// </summary>
    public static (StatusVerdict Verdict, OfferRecord? Offer) Take(
        SqliteConnection db, Identity device, UpdateStatusMessage status, DateTimeOffset now)
    {
        OfferRecord? offer = OfferTable.Find(db, device.Name, status.Deployment, status.Attempt);
        StatusVerdict verdict = Judge(offer, status);
        if (verdict != StatusVerdict.Stored)
        {
            return (verdict, offer);
        }

        string? signer = status.Signature is null ? null : ReportSigners.Find(db, device, status);
        if (status.Signature is not null && signer is null)
        {
            return (StatusVerdict.WrongSignature, offer);
        }

        bool isOver = status.State.IsFinal() && offer!.State == OfferState.Offered;
        db.Execute(
            """
            UPDATE update_offer SET
                state = CASE WHEN @isOver THEN 'ended' ELSE state END, device_state = @state, reason = @reason,
                chunks_done = coalesce(@ChunksDone, chunks_done), chunks_total = coalesce(@ChunksTotal, chunks_total),
                running = coalesce(@running, running), reported_ms = @now, report = @report, signer = @signer,
                change = (SELECT coalesce(max(change), 0) + 1 FROM update_offer)
            WHERE id = @id
            """,
            new
            {
                id = offer!.Id,
                isOver,
                state = (int)status.State,
                reason = status.Reason?.Text(),
                status.ChunksDone,
                status.ChunksTotal,
                running = status.Running?.Hex,
                now = Moment.ToMs(now),
                report = signer is null ? null : status.Encode(),
                signer,
            });
        if (status.LogSize is > 0)
        {
            db.Execute(
                """
                INSERT INTO update_device (device, log_size) VALUES (@device, @size)
                ON CONFLICT (device) DO UPDATE SET log_size = excluded.log_size
                """,
                new { device = device.Name, size = status.LogSize });
        }

        return (verdict, OfferTable.Find(db, offer.Id));
    }

    private static StatusVerdict Judge(OfferRecord? offer, UpdateStatusMessage status) =>
        offer is null ? StatusVerdict.UnknownOffer
        : offer.Manifest != status.Manifest ? StatusVerdict.OtherManifest
        : offer.DeviceState is not { } before || !before.IsFinal() ? StatusVerdict.Stored
        : before == status.State ? StatusVerdict.Repeated
        : StatusVerdict.AlreadyOver;
}
