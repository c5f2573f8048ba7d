namespace Garita.AuditLog.Tests.Storage;

/// <summary>Where the power is cut and what the disk then holds.</summary>
/// <param name="At">The operation, counted from 1, at which it is cut.</param>
/// <param name="Moment">Before, in the middle of, or after that operation.</param>
/// <param name="KeepsUnsynced">Whether what was appended and not synced happens to be there.</param>
internal sealed record Cut(int At, CutMoment Moment, bool KeepsUnsynced)
{
    public static Cut Never { get; } = new(int.MaxValue, CutMoment.Before, true);

    /// <summary>A cut after one operation is a cut before the next, so only the last is also cut after.</summary>
    public static IEnumerable<Cut> AllWithin(int operations) =>
        from at in Enumerable.Range(1, operations)
        from moment in Enum.GetValues<CutMoment>()
        where moment != CutMoment.After || at == operations
        from keeps in (bool[])[true, false]
        select new Cut(at, moment, keeps);
}
