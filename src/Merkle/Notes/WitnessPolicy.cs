namespace Garita.Merkle.Notes;

/// <summary>
/// Which witnesses are trusted and how many of them must have cosigned a checkpoint. With none asked for, a log that
/// shows different people different trees is not noticed here.
/// </summary>
public sealed class WitnessPolicy
{
    /// <summary>More witnesses than anybody runs; each costs one verification a checkpoint.</summary>
    public const int MaxWitnesses = 32;

    private static readonly DateTimeOffset s_latest = DateTimeOffset.MaxValue;

    private WitnessPolicy(IReadOnlyList<NoteKey> witnesses, int required)
    {
        Witnesses = witnesses;
        Required = required;
    }

    /// <summary>Asks for no witness.</summary>
    public static WitnessPolicy None { get; } = new([], 0);

    /// <summary>The trusted witnesses.</summary>
    public IReadOnlyList<NoteKey> Witnesses { get; }

    /// <summary>How many of them must have cosigned.</summary>
    public int Required { get; }

    /// <summary>
    /// Makes a policy; null where it asks for fewer than none or more than there are, lists more than
    /// <see cref="MaxWitnesses"/>, a key that is no witness's, or one name or one key twice.
    /// </summary>
    public static WitnessPolicy? Create(IReadOnlyList<NoteKey> witnesses, int required)
    {
        ArgumentNullException.ThrowIfNull(witnesses);
        bool distinct = witnesses.Select(key => key.Name).Distinct().Count() == witnesses.Count
            && witnesses.Select(key => Convert.ToHexString(key.PublicKey.Span)).Distinct().Count() == witnesses.Count;
        bool usable = distinct && witnesses.Count <= MaxWitnesses && required >= 0 && required <= witnesses.Count
            && witnesses.All(key => key.Kind == NoteKeyKind.Cosignature);
        return usable ? new WitnessPolicy([.. witnesses], required) : null;
    }

    /// <summary>
    /// Whether enough witnesses cosigned. A witness counts once, however often it signed. A line under a trusted
    /// witness's name and key id that does not verify refuses the whole checkpoint. Unknown lines are ignored.
    /// </summary>
    /// <param name="checkpoint">A checkpoint of the log.</param>
    /// <param name="notAfter">
    /// Cosignatures made later than this do not count; null where there is no clock to trust.
    /// </param>
    /// <param name="found">The cosignatures that count.</param>
    public LogRefusal Judge(
        SignedCheckpoint checkpoint, DateTimeOffset? notAfter, out IReadOnlyList<Cosignature> found)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        List<Cosignature> counted = [];
        found = counted;
        foreach (NoteKey witness in Witnesses)
        {
            LogRefusal refusal = checkpoint.Note.Check(witness, out NoteSignature? signature);
            if (refusal == LogRefusal.BadSignature)
            {
                return refusal;
            }

            if (signature is null || !NoteKey.TryTimestamp(signature.Bytes.Span, out long timestamp))
            {
                continue;
            }

            DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(
                Math.Min(timestamp, s_latest.ToUnixTimeSeconds()));
            if (time <= (notAfter ?? s_latest))
            {
                counted.Add(new Cosignature(witness.Name, time));
            }
        }

        return counted.Count >= Required ? LogRefusal.None : LogRefusal.TooFewWitnesses;
    }
}
