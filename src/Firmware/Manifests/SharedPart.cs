using Garita.Firmware.Cbor;
using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Manifests;

/// <summary>The part of a manifest that every procedure begins with.</summary>
/// <remarks><code>{ 2: [ + [ + bstr ] ], ? 4: bstr &lt;&lt;shared sequence&gt;&gt; }</code></remarks>
internal sealed record SharedPart(IReadOnlyList<ComponentId> Components, CommandSequence? Shared)
{
    private const long ComponentsKey = 2;
    private const long SharedSequenceKey = 4;

    public static SharedPart Empty { get; } = new([], null);

    public static ManifestRefusal TryRead(
        ReadOnlySpan<byte> encoded, ManifestLimits limits, out SharedPart common, out SequenceReader commands)
    {
        common = Empty;
        commands = new SequenceReader(limits, components: 0);
        StrictCborReader reader = new(encoded);
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count) || count == 0 || !reader.TryReadIntegerKey(ref previous, out long key))
        {
            return ManifestRefusal.Malformed;
        }

        if (count > 2 || key != ComponentsKey)
        {
            return ManifestRefusal.UnsupportedMember;
        }

        ManifestRefusal refusal = TryReadComponents(ref reader, limits, out List<ComponentId> components);
        if (refusal != ManifestRefusal.None)
        {
            return refusal;
        }

        commands = new SequenceReader(limits, components.Count);
        CommandSequence? shared = null;
        if (count == 2)
        {
            refusal = TryReadShared(ref reader, ref previous, commands, out shared);
        }

        common = new SharedPart(components, shared);
        return refusal == ManifestRefusal.None && !reader.AtEnd ? ManifestRefusal.Malformed : refusal;
    }

    private static ManifestRefusal TryReadShared(
        ref StrictCborReader reader,
        scoped ref ReadOnlySpan<byte> previous,
        SequenceReader commands,
        out CommandSequence? shared)
    {
        shared = null;
        if (!reader.TryReadIntegerKey(ref previous, out long key))
        {
            return ManifestRefusal.Malformed;
        }

        return key != SharedSequenceKey ? ManifestRefusal.UnsupportedMember
            : !reader.TryReadBytes(out ReadOnlySpan<byte> content) ? ManifestRefusal.Malformed
            : commands.TryRead(content, section: null, out shared);
    }

    private static ManifestRefusal TryReadComponents(
        ref StrictCborReader reader, ManifestLimits limits, out List<ComponentId> components)
    {
        components = [];
        if (!reader.TryReadArray(out int count) || count == 0)
        {
            return ManifestRefusal.Malformed;
        }

        if (count > limits.MaxComponents)
        {
            return ManifestRefusal.LimitExceeded;
        }

        for (int i = 0; i < count; i++)
        {
            ManifestRefusal refusal = TryReadComponent(ref reader, limits, out ComponentId component);
            if (refusal != ManifestRefusal.None)
            {
                return refusal;
            }

            // Two names for one thing would let one sequence undo what another checked.
            if (components.Contains(component))
            {
                return ManifestRefusal.Malformed;
            }

            components.Add(component);
        }

        return ManifestRefusal.None;
    }

    /// <summary>SUIT_Component_Identifier = [ + bstr ]</summary>
    internal static ManifestRefusal TryReadComponent(
        ref StrictCborReader reader, ManifestLimits limits, out ComponentId component)
    {
        component = default;
        if (!reader.TryReadArray(out int count) || count == 0)
        {
            return ManifestRefusal.Malformed;
        }

        if (count > limits.MaxComponentParts)
        {
            return ManifestRefusal.LimitExceeded;
        }

        List<byte[]> parts = [];
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadBytes(out ReadOnlySpan<byte> part) || part.IsEmpty)
            {
                return ManifestRefusal.Malformed;
            }

            parts.Add(part.ToArray());
        }

        component = ComponentId.Of(parts);
        return ManifestRefusal.None;
    }
}
