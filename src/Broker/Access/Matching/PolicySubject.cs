using Garita.Contracts.Identities;

namespace Garita.Broker.Access.Matching;

/// <summary>
/// Whom rules are for: a kind of identity, and of that kind one name, one group or one organizational unit.
/// </summary>
/// <param name="Kind">The kind, or null for any.</param>
/// <param name="Selector">What narrows the kind.</param>
/// <param name="Value">The name, group or unit; empty for <see cref="SubjectSelector.Everyone"/>.</param>
internal sealed record PolicySubject(IdentityKind? Kind, SubjectSelector Selector, string Value)
{
    /// <summary>Whether whoever <paramref name="other"/> is for, this is for too.</summary>
    public bool Includes(PolicySubject other) =>
        this == other
        || (Selector == SubjectSelector.Everyone && Kind == other.Kind)
        || (Kind is null && Selector == other.Selector && Value == other.Value);

    /// <summary>The subject in the policy's own words.</summary>
    public override string ToString() => (Kind, Selector) switch
    {
        (null, SubjectSelector.Group) => "group " + Quoted(),
        (null, _) => "ou " + Quoted(),
        (IdentityKind.Device, SubjectSelector.Name) => "device " + Value,
        ({ } kind, SubjectSelector.Name) => Word(kind) + ":" + Value,
        ({ } kind, SubjectSelector.Everyone) => Word(kind),
        ({ } kind, SubjectSelector.Group) => $"{Word(kind)} in group {Quoted()}",
        ({ } kind, SubjectSelector.OrganizationalUnit) => $"{Word(kind)} in ou {Quoted()}",
    };

    private static string Word(IdentityKind kind) => kind switch
    {
        IdentityKind.Device => "device",
        IdentityKind.Service => "service",
        IdentityKind.Operator => "operator",
        IdentityKind.Birth => "birth",
    };

    private string Quoted() => Value.Contains(' ', StringComparison.Ordinal) ? $"\"{Value}\"" : Value;
}
