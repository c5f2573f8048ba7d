namespace Garita.Tidy.Tests.Rules;

/// <summary>What an interface may be for.</summary>
public enum InterfaceReason
{
    /// <summary>Two types of the tree, a test's recorder among them, take the same place.</summary>
    TwoImplementations,

    /// <summary>What stands on one side must not reach through to the other.</summary>
    TrustBoundary,

    /// <summary>A test puts something in its place that fails on purpose.</summary>
    FaultInjection,
}
