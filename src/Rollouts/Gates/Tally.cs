namespace Garita.Rollouts.Gates;

/// <summary>Devices counted for a gate. Only those that began; what ended by nobody's fault is not in it.</summary>
/// <param name="Started">Began: answered an offer.</param>
/// <param name="Pending">Activated the release and are not judged yet.</param>
/// <param name="Good">Judged good.</param>
/// <param name="Bad">Judged bad.</param>
public readonly record struct Tally(long Started, long Pending, long Good, long Bad)
{
    /// <summary>Devices that were judged.</summary>
    public long Judged => Good + Bad;

    /// <summary>Both together.</summary>
    public static Tally operator +(Tally left, Tally right) => new(
        left.Started + right.Started, left.Pending + right.Pending, left.Good + right.Good, left.Bad + right.Bad);

    /// <summary>The first without the second.</summary>
    public static Tally operator -(Tally left, Tally right) => new(
        left.Started - right.Started, left.Pending - right.Pending, left.Good - right.Good, left.Bad - right.Bad);

    /// <summary>The same as <c>+</c>.</summary>
    public static Tally Add(Tally left, Tally right) => left + right;

    /// <summary>The same as <c>-</c>.</summary>
    public static Tally Subtract(Tally left, Tally right) => left - right;
}
