namespace Garita.Pki.Issuing;

/// <summary>From when to when a certificate is valid, both ends included, in whole seconds of UTC.</summary>
public readonly record struct Validity
{
    private Validity(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        NotBefore = notBefore;
        NotAfter = notAfter;
    }

    /// <summary>First second.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>Last second.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>A validity; parts of seconds are cut off, as X.509 has none.</summary>
    public static Validity Between(DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        new(WholeSecond(notBefore), WholeSecond(notAfter));

    /// <summary>Whether a moment lies inside.</summary>
    public bool Contains(DateTimeOffset moment) => moment >= NotBefore && WholeSecond(moment) <= NotAfter;

    private static DateTimeOffset WholeSecond(DateTimeOffset moment) =>
        new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
