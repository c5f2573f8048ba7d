using Garita.Contracts.Identities;

namespace Garita.Server.Updates.Offers;

/// <summary>What was taken back.</summary>
/// <param name="Devices">From whom.</param>
/// <param name="IsEntered">Whether the audit log has it; else it is entered when the log can be written.</param>
internal sealed record Withdrawal(IReadOnlyList<Identity> Devices, bool IsEntered);
