namespace Garita.Tidy.Tests.Reading;

/// <summary>A rule by the name that the exceptions file uses.</summary>
public sealed record Rule(string Name, Func<SourceTree, IEnumerable<Finding>> Check)
{
    /// <summary>A rule that looks at one C# file at a time.</summary>
    public static Rule PerFile(string name, Func<SourceFile, IEnumerable<Finding>> check) =>
        new(name, tree => tree.CSharp.SelectMany(check));

    public override string ToString() => Name;
}
