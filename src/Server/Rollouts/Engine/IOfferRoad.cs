namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// The way to devices and back. Tests stand a double here that fails before or after something was offered.
/// </summary>
internal interface IOfferRoad
{
    /// <summary>Offers; what stands already, or ended already, is left as it is.</summary>
    /// <returns>Devices that were not offered it and why, as an outcome of the attempt.</returns>
    /// <exception cref="Garita.Server.Storage.StorageException">Any part of it may have been offered.</exception>
    Task<IReadOnlyList<(string Device, Garita.Rollouts.Planning.DeviceEvent Refused)>> OfferAsync(
        OfferBatch batch, CancellationToken cancellationToken);

    /// <summary>Takes back what stands of a deployment, from some devices or, where none are named, from all.</summary>
    /// <exception cref="Garita.Server.Storage.StorageException">Any part of it may stand still.</exception>
    Task WithdrawAsync(string deployment, IReadOnlyList<string>? devices, CancellationToken cancellationToken);

    /// <summary>What devices said after a change, in order.</summary>
    /// <exception cref="Garita.Server.Storage.StorageException">It cannot be read.</exception>
    Task<IReadOnlyList<DeviceReport>> ReportsAfterAsync(long change, int limit, CancellationToken cancellationToken);
}
