using System.Collections.Immutable;
using System.Security.Cryptography;
using Dapper;
using Garita.Broker;
using Garita.Contracts.Api.People;
using Garita.Contracts.Identities;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Api.Access;

/// <summary>
/// The tokens of people's programs. Only hashes are kept; a revoked token is gone at once, and a token works no longer
/// than the operator who made it is let in.
/// </summary>
public sealed class TokenStore : IDisposable
{
    private readonly Database _database;
    private readonly IIdentityDirectory _operators;
    private readonly TimeProvider _time;
    private readonly int _limit;
    private readonly SemaphoreSlim _changes = new(1);

    // Replaced whole, under _changes; read without a lock.
    private ImmutableArray<StoredToken> _tokens;

    /// <summary>Reads all tokens.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public TokenStore(Database database, IIdentityDirectory operators, ApiOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        _database = database;
        _operators = operators;
        _time = time;
        _limit = options.MaxTokens;
        _tokens = database.Read(ReadAll);
    }

    /// <summary>All tokens in ordinal order of name.</summary>
    public IReadOnlyList<TokenView> List() =>
        [.. _tokens.OrderBy(token => token.Name, StringComparer.Ordinal).Select(View)];

    /// <summary>Whether no more may be made.</summary>
    public bool IsFull => _tokens.Length >= _limit;

    /// <summary>Makes a token; null where the name, or one that differs only by case, is in use.</summary>
    /// <exception cref="StorageException">None was made.</exception>
    public async Task<TokenAdded?> AddAsync(
        string name, TimeSpan life, Identity maker, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_tokens.Any(token => token.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                return null;
            }

            string secret = ApiToken.Make();
            DateTimeOffset now = _time.GetUtcNow();
            StoredToken added = new(name, ApiToken.Hash(secret), maker.CommonName, now, now + life);
            await _database.Writer.WriteAsync(db => Insert(db, added), CancellationToken.None).ConfigureAwait(false);
            _tokens = _tokens.Add(added);
            return new TokenAdded(View(added), secret);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Revokes a token; false where there is none.</summary>
    /// <exception cref="StorageException">It still works.</exception>
    public async Task<bool> RevokeAsync(string name, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _database.Writer.WriteAsync(
                db => db.Execute("DELETE FROM token WHERE name = @name", new { name }),
                CancellationToken.None).ConfigureAwait(false);
            int before = _tokens.Length;
            _tokens = _tokens.RemoveAll(token => token.Name == name);
            return _tokens.Length < before;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    /// <summary>
    /// The token of a secret; null where none, or an expired one, has it. Compares with every token in fixed time, so
    /// that the time tells nothing of how close a guess was.
    /// </summary>
    internal async Task<StoredToken?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        byte[] hash = ApiToken.Hash(secret);
        StoredToken? found = null;
        foreach (StoredToken token in _tokens)
        {
            found = CryptographicOperations.FixedTimeEquals(token.Hash, hash) ? token : found;
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (found is null || found.Expires <= now || !MakerIsActive(found))
        {
            return null;
        }

        if (found.LastUsed is not { } used || now - used >= TimeSpan.FromMinutes(1))
        {
            await NoteUseAsync(found, now, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>Whether a token that was found before still works.</summary>
    internal bool IsGood(StoredToken token) =>
        token.Expires > _time.GetUtcNow()
        && MakerIsActive(token)
        && _tokens.Any(t => t.Name == token.Name && CryptographicOperations.FixedTimeEquals(t.Hash, token.Hash));

    private bool MakerIsActive(StoredToken token) =>
        Identity.TryFromCommonName(IdentityKind.Operator, token.CreatedBy, out Identity maker)
        && _operators.Find(maker) is not null;

    private static ImmutableArray<StoredToken> ReadAll(SqliteConnection db) =>
    [
        .. db.Query<Row>("SELECT name, hash, created_by, created_ms, expires_ms, last_used_ms FROM token")
            .Select(row => new StoredToken(
                row.Name, row.Hash, row.Created_by, Moment.From(row.Created_ms), Moment.From(row.Expires_ms))
            {
                LastUsed = Moment.From(row.Last_used_ms),
            }),
    ];

    private static int Insert(SqliteConnection db, StoredToken token) => db.Execute(
        """
        INSERT INTO token (name, folded, hash, created_by, created_ms, expires_ms)
        VALUES (@Name, @folded, @Hash, @CreatedBy, @created, @expires)
        """,
        new
        {
            token.Name,
            folded = token.Name.ToLowerInvariant(),
            token.Hash,
            token.CreatedBy,
            created = Moment.ToMs(token.Created),
            expires = Moment.ToMs(token.Expires),
        });

    private static TokenView View(StoredToken token) =>
        new(token.Name, token.CreatedBy, token.Created, token.Expires, token.LastUsed);

    private async Task NoteUseAsync(StoredToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ImmutableArray<StoredToken> tokens = _tokens;
            int at = tokens.IndexOf(token);
            if (at >= 0)
            {
                _tokens = tokens.SetItem(at, token with { LastUsed = now });
                await _database.Writer.WriteAsync(
                    db => db.Execute(
                        "UPDATE token SET last_used_ms = @at WHERE name = @name",
                        new { at = Moment.ToMs(now), name = token.Name }),
                    CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _changes.Release();
        }
    }

    private sealed record Row
    {
        public string Name { get; init; } = "";

        public byte[] Hash { get; init; } = [];

        public string Created_by { get; init; } = "";

        public long Created_ms { get; init; }

        public long Expires_ms { get; init; }

        public long? Last_used_ms { get; init; }
    }
}
