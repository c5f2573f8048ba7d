namespace Garita.Authority.Tests.Issuing;

/// <summary>How a key misbehaves.</summary>
public enum BadKeyMode
{
    /// <summary>Its holder reports a fault.</summary>
    Fails,

    /// <summary>It signs something other than it was given.</summary>
    SignsOtherData,
}
