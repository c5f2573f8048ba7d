namespace Garita.Contracts.Api.Updates;

/// <summary>What was taken back.</summary>
/// <param name="Deployment">What it is called.</param>
/// <param name="Devices">From whom; not those for which it stood no more.</param>
/// <param name="Logged">Whether the audit log has it; else it is entered when the log can be written again.</param>
public sealed record UpdateWithdrawn(string Deployment, IReadOnlyList<string> Devices, bool Logged);
