namespace Garita.AuditLog.Tests.Storage;

/// <summary>When, beside an operation on a file, the power goes.</summary>
internal enum CutMoment
{
    /// <summary>Nothing of it was done.</summary>
    Before,

    /// <summary>A part of it was done.</summary>
    Torn,

    /// <summary>It was done, and nothing after it.</summary>
    After,
}
