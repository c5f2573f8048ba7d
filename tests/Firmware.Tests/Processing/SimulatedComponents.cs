using Garita.Firmware.Manifests;
using Garita.Firmware.Processing;

namespace Garita.Firmware.Tests.Processing;

/// <summary>
/// A device's components as digests and sizes, and a network of payloads. Notes every effect; fails the one it is told
/// to fail.
/// </summary>
internal sealed class SimulatedComponents(Guid vendor, Guid imageClass) : IComponentStore
{
    private readonly Dictionary<ComponentId, (Sha256Digest Digest, long Size)> _held = [];

    /// <summary>What there is to fetch, by URI.</summary>
    public Dictionary<string, (Sha256Digest Digest, long Size)> Network { get; } = [];

    /// <summary>What a copy turns into, where it is not copied as it is.</summary>
    public Dictionary<ComponentId, (Sha256Digest Digest, long Size)> Unpacked { get; } = [];

    public HashSet<ComponentId> Known { get; } = [ComponentId.Main];

    public List<string> Effects { get; } = [];

    public string? FailOn { get; set; }

    /// <summary>The effect, from zero, after which the power goes: it was done, and nobody learns of it.</summary>
    public int? CutAt { get; set; }

    public Guid? Device { get; set; }

    public long? Slot { get; set; }

    public static ComponentId Name(byte name) => ComponentId.Of([[name]]);

    public void Hold(ComponentId component, Sha256Digest digest, long size) => _held[component] = (digest, size);

    public ComponentIdentity? Describe(ComponentId component) =>
        Known.Contains(component) ? new ComponentIdentity(vendor, imageClass, Device, Slot) : null;

    public ValueTask<bool> MatchesAsync(
        ComponentId component, Sha256Digest digest, long? size, CancellationToken cancellationToken) =>
        new(_held.TryGetValue(component, out var held) && held.Digest == digest && (size ?? held.Size) == held.Size);

    public ValueTask<bool> FetchAsync(
        ComponentId component, FetchRequest request, CancellationToken cancellationToken)
    {
        bool done = Do($"fetch {request.Uri} to {component}");
        (Sha256Digest, long) payload = default;
        done = done && (request.IntegratedPayload is not null || Network.TryGetValue(request.Uri, out payload));
        if (done && request.IntegratedPayload is { } inside)
        {
            payload = (Sha256Digest.Of(inside.Span), inside.Length);
        }

        if (done)
        {
            _held[component] = payload;
        }

        Cut();

        return new(done);
    }

    public ValueTask<bool> CopyAsync(
        ComponentId component, ComponentId source, CancellationToken cancellationToken)
    {
        bool done = Do($"copy {source} to {component}") && _held.ContainsKey(source);
        if (done)
        {
            _held[component] = Unpacked.TryGetValue(component, out var unpacked) ? unpacked : _held[source];
        }

        Cut();

        return new(done);
    }

    public ValueTask<bool> InvokeAsync(
        ComponentId component, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken) =>
        new(Do($"invoke {component}{Convert.ToHexStringLower(arguments.Span)}"));

    private void Cut()
    {
        if (CutAt < Effects.Count)
        {
            throw new IOException("power cut");
        }
    }

    private bool Do(string effect)
    {
        Effects.Add(effect);
        return FailOn is null || !effect.StartsWith(FailOn, StringComparison.Ordinal);
    }
}
