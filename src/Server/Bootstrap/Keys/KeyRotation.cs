using System.Security.Cryptography;
using Garita.AuditLog.Entries;
using Garita.Durable;
using Garita.Enrollment.Tokens;
using Garita.Merkle;
using Garita.Pki.Jose;
using Garita.Pki.Keys;
using Garita.Server.Audit;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap.Keys;

/// <summary>
/// Retires keys of bootstrap, one at a time. In the audit log before anything happens; the retired key's public half is
/// in the database before its file is gone, so that no token that was handed out is refused after a crash.
/// </summary>
internal sealed class KeyRotation : IDisposable
{
    // Each is asked by its name alone; 8 in the quarter of an hour that tokens live is a mistake in somebody's script.
    private const int MaxStanding = 8;

    // What a person looks through.
    private const int MaxListed = 100;

    private readonly BootstrapKeys _keys;
    private readonly TokenMint _mint;
    private readonly Database _database;
    private readonly AuditBook _audit;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Lets the mint believe what was retired lately.</summary>
    /// <exception cref="StorageException">That cannot be read.</exception>
    public KeyRotation(
        BootstrapKeys keys, TokenMint mint, Database database, AuditBook audit, TimeProvider time, ILogger logger)
    {
        (_keys, _mint, _database, _audit, _time, _logger) = (keys, mint, database, audit, time, logger);
        _mint.Use(_keys.Token, Standing(_database.Read(db => RetiredKeyTable.All(db, MaxListed))));
    }

    /// <summary>What signs replies now, what will, and what signs tokens.</summary>
    public (EcPublicKey Current, EcPublicKey Next, EcPublicKey Token) InForce =>
        (_keys.Messages.Current.PublicKey, _keys.Messages.Next.PublicKey, _keys.Token.PublicKey);

    /// <summary>What was retired, the newest first.</summary>
    public async Task<IReadOnlyList<RetiredKey>> RetiredAsync(CancellationToken cancellationToken)
    {
        List<RetiredKey> all = await _database
            .ReadAsync(db => RetiredKeyTable.All(db, MaxListed), cancellationToken).ConfigureAwait(false);

        // A rotation that the disk refused left its key in the list, and in force.
        (EcPublicKey current, _, EcPublicKey token) = InForce;
        return [.. all.Where(key => key.Key.Hash != current.Hash && key.Key.Hash != token.Hash)];
    }

    /// <summary>
    /// Retires one key by its thumbprint: whoever asks twice, because an answer was lost, retires one key.
    /// </summary>
    /// <param name="kid">The current message key's, or the token key's.</param>
    /// <param name="actor">Who asked.</param>
    /// <exception cref="StorageException">The old key still signs.</exception>
    public async Task<RotationRefusal> RetireAsync(string kid, string actor)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            (EcPublicKey current, EcPublicKey next, EcPublicKey token) = InForce;
            return kid == KidOf(current) ? await RetireMessageKeyAsync(current, next, actor).ConfigureAwait(false)
                : kid == KidOf(token) ? await RetireTokenKeyAsync(token, actor).ConfigureAwait(false)
                : RotationRefusal.NotInForce;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static string KidOf(EcPublicKey key) => KeyThumbprint.Of(key).Text;

    private async Task<RotationRefusal> RetireMessageKeyAsync(EcPublicKey current, EcPublicKey next, string actor)
    {
        DateTimeOffset now = _time.GetUtcNow();
        RetiredKey retired = new(KidOf(current), KeyRole.Message, current, now, now);
        await RotateAsync(retired, actor, _keys.AdvanceMessageKey).ConfigureAwait(false);
        BootstrapLog.KeyRotated(_logger, actor, RetiredKeyTable.Word(KeyRole.Message), retired.Kid, KidOf(next));
        return RotationRefusal.None;
    }

    private async Task<RotationRefusal> RetireTokenKeyAsync(EcPublicKey token, string actor)
    {
        DateTimeOffset now = _time.GetUtcNow();
        List<RetiredKey> before = await _database
            .ReadAsync(db => RetiredKeyTable.All(db, MaxListed), CancellationToken.None).ConfigureAwait(false);
        if (Standing(before).Count >= MaxStanding)
        {
            return RotationRefusal.TooMany;
        }

        RetiredKey retired = new(KidOf(token), KeyRole.Token, token, now, now + _mint.TokensOutliveKey);
        await RotateAsync(
            retired,
            actor,
            () =>
            {
                _keys.RenewTokenKey();
                _mint.Use(_keys.Token, Standing([retired, .. before]));
            }).ConfigureAwait(false);
        BootstrapLog.KeyRotated(
            _logger, actor, RetiredKeyTable.Word(KeyRole.Token), retired.Kid, KidOf(_keys.Token.PublicKey));
        return RotationRefusal.None;
    }

    private async Task RotateAsync(RetiredKey retired, string actor, Action change)
    {
        AuditOperation operation = await _audit.BeginAsync(
            actor,
            retired.Role == KeyRole.Message ? AuditActions.RotateMessageKey : AuditActions.RotateTokenKey,
            retired.Kid,
            new MerkleHash(SHA256.HashData(retired.Key.SubjectPublicKeyInfo.Span))).ConfigureAwait(false);
        try
        {
            await _database.Writer.WriteAsync(
                db =>
                {
                    RetiredKeyTable.Add(db, retired);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
            change();
        }
        catch (Exception fault) when (fault is DurableException or StorageException)
        {
            BootstrapLog.KeyNotRotated(_logger, RetiredKeyTable.Word(retired.Role), fault.Message);
            await _audit.EndAsync(operation, OutcomeResult.Failed, "the disk refused it").ConfigureAwait(false);
            throw fault as StorageException
                ?? new StorageException(StorageFault.Unavailable, "a key cannot be written: " + fault.Message, fault);
        }

        await _audit.EndAsync(operation, OutcomeResult.Done, string.Empty).ConfigureAwait(false);
    }

    private List<RetiredTokenKey> Standing(IReadOnlyList<RetiredKey> all)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return
        [
            .. all.Where(key => key.Role == KeyRole.Token && now < key.Until)
                .Select(key => new RetiredTokenKey(key.Key, key.Until)),
        ];
    }
}
