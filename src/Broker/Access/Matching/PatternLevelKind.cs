namespace Garita.Broker.Access.Matching;

/// <summary>What one level of a policy's pattern stands for.</summary>
internal enum PatternLevelKind : byte
{
    /// <summary>Itself.</summary>
    Literal,

    /// <summary><c>+</c>: any one level.</summary>
    AnyOne,

    /// <summary><c>#</c>: the level before it and any levels from here.</summary>
    AnyRest,

    /// <summary><c>{id}</c>: the identity's name without its kind.</summary>
    Id,

    /// <summary><c>{cn}</c>: the certificate's common name.</summary>
    CommonName,

    /// <summary><c>{ou}</c>: the certificate's organizational unit.</summary>
    OrganizationalUnit,

    /// <summary><c>{group}</c>: any one of the peer's groups.</summary>
    Group,

    /// <summary><c>{image}</c>: the digest of any one image offered to the peer.</summary>
    Image,
}
