namespace Garita.Contracts.Api.Updates;

/// <summary>Asks to take an offer back.</summary>
/// <param name="Devices">From whom; from every device that it stands for where it is left out.</param>
public sealed record WithdrawUpdateRequest(IReadOnlyList<string>? Devices = null);
