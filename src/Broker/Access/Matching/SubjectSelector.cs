namespace Garita.Broker.Access.Matching;

/// <summary>What narrows a subject within its kind.</summary>
internal enum SubjectSelector : byte
{
    /// <summary>Nothing: all of the kind.</summary>
    Everyone,

    /// <summary>One identity's name.</summary>
    Name,

    /// <summary>Membership of one group of the registry.</summary>
    Group,

    /// <summary>The organizational unit in the certificate.</summary>
    OrganizationalUnit,
}
