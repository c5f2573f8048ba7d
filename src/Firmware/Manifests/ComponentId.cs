namespace Garita.Firmware.Manifests;

/// <summary>
/// A component's name: one or more byte strings, such as a storage and an address in it. Written as hex, parts
/// separated by slashes.
/// </summary>
public readonly record struct ComponentId
{
    private readonly string? _text;

    private ComponentId(string text) => _text = text;

    /// <summary>The component of a device that has one: <c>[h'00']</c>.</summary>
    public static ComponentId Main { get; } = new("00");

    /// <summary>A name of these parts.</summary>
    public static ComponentId Of(IEnumerable<byte[]> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(string.Join('/', parts.Select(Convert.ToHexStringLower)));
    }

    /// <summary>The parts.</summary>
    public IEnumerable<byte[]> Parts() => ToString().Split('/').Select(Convert.FromHexString);

    /// <inheritdoc/>
    public override string ToString() => _text ?? string.Empty;
}
