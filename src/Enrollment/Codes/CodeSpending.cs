namespace Garita.Enrollment.Codes;

/// <summary>How many codes one purse has paid for in the hour that runs.</summary>
/// <param name="Purse">A batch's name, or <see cref="Everybody"/>.</param>
/// <param name="Since">When the hour began.</param>
/// <param name="Used">Codes since then.</param>
/// <param name="RestUntil">Until when nothing is paid, because the breaker opened; null where it is closed.</param>
public sealed record CodeSpending(string Purse, DateTimeOffset Since, int Used, DateTimeOffset? RestUntil = null)
{
    /// <summary>The purse that all share; no batch can have this name.</summary>
    public const string Everybody = "*";

    private static readonly TimeSpan s_window = TimeSpan.FromHours(1);

    /// <summary>A purse that has paid for nothing.</summary>
    public static CodeSpending New(string purse, DateTimeOffset now) => new(purse, now, 0);

    /// <summary>The purse as it is now: a new hour where the old one is over.</summary>
    public CodeSpending At(DateTimeOffset now) =>
        now < Since || now - Since >= s_window ? this with { Since = now, Used = 0 } : this;

    /// <summary>Whether the breaker is open.</summary>
    public bool IsResting(DateTimeOffset now) => RestUntil is { } until && now < until;
}
