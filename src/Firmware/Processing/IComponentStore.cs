using Garita.Firmware.Manifests;

namespace Garita.Firmware.Processing;

/// <summary>
/// The components of a device, which is all that a manifest can touch. An answer of false is a failure that the
/// processor judges; what is thrown goes through it to its caller.
/// </summary>
public interface IComponentStore
{
    /// <summary>What the device knows of a component; null where it has none of this name.</summary>
    ComponentIdentity? Describe(ComponentId component);

    /// <summary>Whether the component holds exactly this image.</summary>
    /// <param name="component">Which.</param>
    /// <param name="digest">SHA-256 over the image.</param>
    /// <param name="size">Bytes of the image; null where the manifest leaves that open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<bool> MatchesAsync(
        ComponentId component, Sha256Digest digest, long? size, CancellationToken cancellationToken);

    /// <summary>Gets a payload into the component, in place of whatever it held.</summary>
    ValueTask<bool> FetchAsync(ComponentId component, FetchRequest request, CancellationToken cancellationToken);

    /// <summary>Copies another component into this one, in place of whatever it held.</summary>
    ValueTask<bool> CopyAsync(ComponentId component, ComponentId source, CancellationToken cancellationToken);

    /// <summary>Starts what the component holds. Returns where that returns.</summary>
    ValueTask<bool> InvokeAsync(
        ComponentId component, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken);
}
