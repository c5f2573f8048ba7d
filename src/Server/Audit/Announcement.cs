using Microsoft.Data.Sqlite;

namespace Garita.Server.Audit;

/// <summary>What is about to be done, and whether the audit log has it.</summary>
/// <param name="Operation">What the log calls it, or will.</param>
/// <param name="Late">What the log does not have; null where it has it.</param>
internal sealed record Announcement(AuditOperation Operation, LateEntry? Late)
{
    /// <summary>Whether the log has it.</summary>
    public bool IsEntered => Late is null;

    /// <summary>Where the log does not have it: keeps it, in the transaction of what is done.</summary>
    public void Owe(SqliteConnection db, string detail, string about)
    {
        if (Late is { } late)
        {
            LateEntryTable.Add(db, late, detail, about);
        }
    }
}
