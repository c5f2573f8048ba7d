using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Server.Audit;
using Garita.Server.Storage;

namespace Garita.Server.Releases;

/// <summary>
/// Publishes releases: only what verifies, and only after its entry in the audit log is durable. One at a time.
/// </summary>
/// <remarks>
/// <para>1. The release is written down as pending: nobody sees it. 2. Its entries are added to the log, its own
/// last. 3. It is marked as published.</para>
/// <para>A crash between 1 and 2 leaves what is forgotten, one after 2 what is published, at the next start or the next
/// publication: a release that is in the log is offered, and one that is not is not.</para>
/// </remarks>
internal sealed class ReleaseDesk(ReleaseSurroundings around, TrustShelf trust, PayloadCheck payloads) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Ends what a crash interrupted.</summary>
    /// <exception cref="StorageException">The database or the log cannot be read or written.</exception>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FinishPendingAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Publishes a release, or says why not. The same release again is answered as it stands.</summary>
    /// <exception cref="StorageException">It was not published; it may turn out to be when the fault is mended.
    /// </exception>
    public async Task<PublishResult> PublishAsync(
        PublishReleaseRequest request, string publisher, CancellationToken cancellationToken)
    {
        if (TryRead(request, publisher, out ReleasePair? pair) is { } refused)
        {
            return refused;
        }

        // A gigabyte takes seconds: others must not wait for it, and what is published already needs none of it.
        return await FindSameAsync(pair!, cancellationToken).ConfigureAwait(false)
            ?? await CheckPayloadsAsync(pair!, cancellationToken).ConfigureAwait(false)
            ?? await PublishInTurnAsync(request, publisher, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a release, and its way back, out of what may be offered; null where there is none.</summary>
    public async Task<ReleasePair?> WithdrawAsync(
        Sha256Digest digest, string @operator, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await FindAsync(digest, cancellationToken).ConfigureAwait(false) is not { } pair)
            {
                return null;
            }

            await around.Writer.WriteAsync(db => ManifestTable.Withdraw(db, pair.Release.Id), CancellationToken.None)
                .ConfigureAwait(false);
            ReleaseLog.Withdrawn(around.Logger, @operator, digest);
            return await FindAsync(digest, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A release that was published, by its manifest; null for a way back or where there is none.</summary>
    public Task<ReleasePair?> FindAsync(Sha256Digest digest, CancellationToken cancellationToken) =>
        around.Database.ReadAsync(
            db => ManifestTable.Find(db, digest) is { State: not null, WayBackOf: null } release
                ? new ReleasePair(release, ManifestTable.WayBackOf(db, release.Id))
                : null,
            cancellationToken);

    /// <summary>Removes an image that no manifest needs.</summary>
    /// <exception cref="Durable.DurableException">It may still be there.</exception>
    public async Task<ImageDeletion> DeleteImageAsync(Sha256Digest digest, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (around.Images.Find(digest) is null)
            {
                return ImageDeletion.Missing;
            }

            int needed = await around.Database.ReadAsync(
                db => ManifestTable.CountOf(db, digest), cancellationToken).ConfigureAwait(false);
            if (needed > 0)
            {
                return ImageDeletion.InUse;
            }

            around.Images.Delete(digest);
            return ImageDeletion.Done;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private PublishResult? TryRead(PublishReleaseRequest request, string publisher, out ReleasePair? pair)
    {
        pair = null;
        if (trust.Current is not { } document)
        {
            return PublishResult.Refused(PublishRefusal.NoTrustDocument);
        }

        ReleaseReader.Publication by = new(publisher, around.Time.GetUtcNow(), document.Version);
        return ReleaseReader.TryRead(request.Envelope, request.WayBack, document.Releases, by, out pair);
    }

    private async Task<PublishResult?> FindSameAsync(ReleasePair pair, CancellationToken cancellationToken)
    {
        (ManifestRecord? found, ManifestRecord? wayBack) = await around.Database.ReadAsync(
            db => ManifestTable.Find(db, pair.Release.Digest) is { } release
                ? (release, ManifestTable.WayBackOf(db, release.Id))
                : (null, null),
            cancellationToken).ConfigureAwait(false);
        if (found is not { State: not null })
        {
            return null;
        }

        bool isSame = found.WayBackOf is null && wayBack?.Digest == pair.WayBack?.Digest;
        return isSame
            ? new PublishResult(new ReleasePair(found, wayBack), IsNew: false)
            : PublishResult.Refused(PublishRefusal.PublishedOtherwise);
    }

    private async Task<PublishResult?> CheckPayloadsAsync(ReleasePair pair, CancellationToken cancellationToken)
    {
        PublishRefusal refusal = await payloads.JudgeAsync(pair.Release, cancellationToken).ConfigureAwait(false);
        if (refusal != PublishRefusal.None)
        {
            return PublishResult.Refused(refusal);
        }

        refusal = pair.WayBack is { } wayBack
            ? await payloads.JudgeAsync(wayBack, cancellationToken).ConfigureAwait(false)
            : PublishRefusal.None;
        return refusal == PublishRefusal.None ? null : PublishResult.Refused(refusal, ofWayBack: true);
    }

    private async Task<PublishResult> PublishInTurnAsync(
        PublishReleaseRequest request, string publisher, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FinishPendingAsync(cancellationToken).ConfigureAwait(false);

            // While the image was read, a trust document may have dropped a key that this is signed with.
            if (TryRead(request, publisher, out ReleasePair? pair) is { } refused)
            {
                return refused;
            }

            // Whoever had the turn before may have published the same, a higher one, or have deleted the image.
            return await FindSameAsync(pair!, cancellationToken).ConfigureAwait(false)
                ?? await JudgeInTurnAsync(pair!, cancellationToken).ConfigureAwait(false)
                ?? await PublishJudgedAsync(pair!).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<PublishResult?> JudgeInTurnAsync(ReleasePair pair, CancellationToken cancellationToken)
    {
        long? highest = await around.Database.ReadAsync(
            db => ManifestTable.HighestSequence(db, pair.Release.Vendor, pair.Release.Class), cancellationToken)
                .ConfigureAwait(false);
        if (pair.Release.Sequence <= highest)
        {
            return PublishResult.Refused(PublishRefusal.SequenceNotHigher);
        }

        bool isThere = around.Images.Find(pair.Release.Payload) is not null;
        bool canGoBack = pair.WayBack is null || around.Images.Find(pair.WayBack.Payload) is not null;
        return isThere && canGoBack ? null : PublishResult.Refused(PublishRefusal.ImageMissing, ofWayBack: isThere);
    }

    // Not cancelled by a publisher who goes away: from here on each step only leads to the next.
    private async Task<PublishResult> PublishJudgedAsync(ReleasePair pair)
    {
        long from = around.Log.Size;
        long id = await around.Writer.WriteAsync(
            db => ManifestTable.Add(
                db,
                pair.Release with { LogFrom = from },
                pair.WayBack is null ? null : pair.WayBack with { LogFrom = from }),
            CancellationToken.None).ConfigureAwait(false);
        try
        {
            await EnterAsync(id, pair).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            await TryFinishAsync().ConfigureAwait(false);
            throw;
        }

        ReleasePair published = (await FindAsync(pair.Release.Digest, CancellationToken.None).ConfigureAwait(false))!;
        ReleaseLog.Published(
            around.Logger, published.Release.PublishedBy, published.Release.Digest, published.Release.Sequence,
            published.Release.LogIndex!.Value);
        return new PublishResult(published, IsNew: true);
    }

    private async Task EnterAsync(long id, ReleasePair pair)
    {
        ReleaseEntries entries = await around.Log.AppendReleaseAsync(
            pair.Release.PublishedBy, pair.Release.Digest, pair.WayBack?.Digest, CancellationToken.None)
                .ConfigureAwait(false);
        await around.Writer.WriteAsync(
            db => ManifestTable.Publish(db, id, entries.Release, entries.WayBack), CancellationToken.None)
                .ConfigureAwait(false);
    }

    // What the publisher is told is the first fault; a second one leaves the rest to the next start.
    private async Task TryFinishAsync()
    {
        try
        {
            await FinishPendingAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException fault)
        {
            ReleaseLog.LeftPending(around.Logger, fault.Message);
        }
    }

    private async Task FinishPendingAsync(CancellationToken cancellationToken)
    {
        foreach (ManifestRecord release in await around.Database.ReadAsync(ManifestTable.Pending, cancellationToken)
            .ConfigureAwait(false))
        {
            ManifestRecord? wayBack = await around.Database.ReadAsync(
                db => ManifestTable.WayBackOf(db, release.Id), cancellationToken).ConfigureAwait(false);
            long? index = await around.Log.FindManifestAsync(release.Digest, release.LogFrom, cancellationToken)
                .ConfigureAwait(false);
            long? wayBackIndex = wayBack is null ? null : await around.Log.FindManifestAsync(
                wayBack.Digest, release.LogFrom, cancellationToken).ConfigureAwait(false);
            await around.Writer.WriteAsync(
                db => index is { } found
                    ? ManifestTable.Publish(db, release.Id, found, wayBackIndex)
                    : ManifestTable.Forget(db, release.Id),
                CancellationToken.None).ConfigureAwait(false);
            ReleaseLog.Recovered(around.Logger, release.Digest, index is not null);
        }
    }
}
