using System.Diagnostics.CodeAnalysis;

namespace Garita.Contracts.Identities;

/// <summary>
/// Who holds a certificate. The name is 1 to 64 of <c>A-Z a-z 0-9 - _</c>. Equality is exact; the registry refuses a
/// second name that differs only by case.
/// </summary>
public readonly record struct Identity
{
    /// <summary>
    /// The longest name, in characters. A uuid takes 36; X.520 allows a common name of 64 (RFC 5280 A.1).
    /// </summary>
    public const int MaxNameLength = 64;

    private readonly string? _name;

    private Identity(IdentityKind kind, string name)
    {
        Kind = kind;
        _name = name;
    }

    /// <summary>What sort of holder this is.</summary>
    public IdentityKind Kind { get; }

    /// <summary>The name without its kind: <c>ABCD1234</c>, <c>commands</c>, <c>ana</c>.</summary>
    public string Name => _name ?? string.Empty;

    /// <summary>
    /// The common name that a certificate of this identity carries: <c>ABCD1234</c>, <c>service:commands</c>.
    /// </summary>
    public string CommonName => Kind switch
    {
        IdentityKind.Device => Name,
        IdentityKind.Service => "service:" + Name,
        IdentityKind.Operator => "operator:" + Name,
        IdentityKind.Birth => "birth:" + Name,
    };

    /// <summary>
    /// A device's identity. Throws <see cref="FormatException"/> where <see cref="TryCreate"/> returns false.
    /// </summary>
    public static Identity Device(string id) => Create(IdentityKind.Device, id);

    /// <summary>
    /// A service's identity. Throws <see cref="FormatException"/> where <see cref="TryCreate"/> returns false.
    /// </summary>
    public static Identity Service(string name) => Create(IdentityKind.Service, name);

    /// <summary>
    /// An operator's identity. Throws <see cref="FormatException"/> where <see cref="TryCreate"/> returns false.
    /// </summary>
    public static Identity Operator(string name) => Create(IdentityKind.Operator, name);

    /// <summary>
    /// A batch's identity. Throws <see cref="FormatException"/> where <see cref="TryCreate"/> returns false.
    /// </summary>
    public static Identity Birth(string batch) => Create(IdentityKind.Birth, batch);

    /// <summary>Makes an identity if the name keeps to the alphabet and length; false otherwise.</summary>
    public static bool TryCreate(IdentityKind kind, [NotNullWhen(true)] string? name, out Identity identity)
    {
        bool valid = name is { Length: >= 1 and <= MaxNameLength } && name.All(IsNameCharacter);
        identity = valid ? new Identity(kind, name!) : default;
        return valid;
    }

    /// <summary>
    /// Reads a common name back, given the kind that issuer and key usage proved. False if its prefix is another's.
    /// </summary>
    public static bool TryFromCommonName(IdentityKind kind, string commonName, out Identity identity)
    {
        ArgumentNullException.ThrowIfNull(commonName);
        string prefix = kind switch
        {
            IdentityKind.Device => string.Empty,
            IdentityKind.Service => "service:",
            IdentityKind.Operator => "operator:",
            IdentityKind.Birth => "birth:",
        };
        identity = default;
        return commonName.StartsWith(prefix, StringComparison.Ordinal)
            && TryCreate(kind, commonName[prefix.Length..], out identity);
    }

    /// <inheritdoc/>
    public override string ToString() => CommonName;

    private static Identity Create(IdentityKind kind, string name) =>
        TryCreate(kind, name, out Identity identity)
            ? identity
            : throw new FormatException($"'{name}' is not a name: 1 to {MaxNameLength} of A-Z a-z 0-9 - _");

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
