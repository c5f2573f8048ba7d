namespace Garita.Contracts.Api.Status;

/// <summary>Devices by state.</summary>
/// <param name="Active">Let in.</param>
/// <param name="Disabled">Refused until enabled.</param>
/// <param name="Removed">Refused for good.</param>
/// <param name="Connected">With a live session now.</param>
public sealed record DeviceCounts(int Active, int Disabled, int Removed, int Connected);
