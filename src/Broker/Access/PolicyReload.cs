namespace Garita.Broker.Access;

/// <summary>What came of one reload.</summary>
/// <param name="Applied">Whether the file's policy is in force now; if not, the one before still is.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Errors">Why the file was refused.</param>
/// <param name="Warnings">Lines that change no decision.</param>
public sealed record PolicyReload(
    bool Applied,
    AccessPolicy Policy,
    IReadOnlyList<PolicyNotice> Errors,
    IReadOnlyList<PolicyNotice> Warnings);
