using System.Diagnostics.CodeAnalysis;

namespace Garita.Rollouts.Targets;

/// <summary>
/// Which devices a rollout is for, asked anew of every device that changes. Grammar in docs/rollouts.md. A device that
/// is not active matches nothing.
/// </summary>
public sealed class TargetQuery
{
    /// <summary>
    /// The longest text, in characters: a list of two hundred ids, and it stays readable in a review.
    /// </summary>
    public const int MaxLength = 8192;

    /// <summary>The most comparisons: what is asked of a million devices must stay cheap.</summary>
    public const int MaxComparisons = 64;

    /// <summary>The most values of one <c>in</c>; a hash set, so only its memory counts.</summary>
    public const int MaxValues = 1000;

    /// <summary>How deep parentheses go: the parser recurses.</summary>
    public const int MaxDepth = 16;

    private readonly TargetExpression _root;

    private TargetQuery(string text, TargetExpression root)
    {
        Text = text;
        _root = root;
    }

    /// <summary>The text as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a target; false with where and why.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TargetQuery? query, [NotNullWhen(false)] out TargetError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        TargetParser parser = new(text);
        TargetExpression? root = parser.Parse();
        error = root is null ? parser.Error : null;
        query = root is null ? null : new TargetQuery(text, root);
        return query is not null;
    }

    /// <summary>Whether the device is meant.</summary>
    public bool Matches(DeviceFacts device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Matches(device, device.Id, device.Serial);
    }

    /// <summary>Whether a device is meant that is as another one but for its id and serial number.</summary>
    public bool Matches(DeviceFacts kind, string id, string? serial)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind.Active && _root.Matches(kind, id, serial);
    }

    /// <summary>
    /// What it says of all devices that are as this one but for id and serial number, which are not looked at.
    /// </summary>
    public TargetVerdict Judge(DeviceFacts kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind.Active ? _root.Judge(kind) : TargetVerdict.Never;
    }

    /// <summary>The only ids that it can mean; null where it names none, or not of all.</summary>
    public IReadOnlyCollection<string>? Ids() => _root.Ids();

    /// <inheritdoc/>
    public override string ToString() => Text;
}
