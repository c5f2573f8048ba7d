using System.Text.RegularExpressions;
using Garita.TestKit;

namespace Garita.Firmware.Tests;

/// <summary>A page of docs/wire, whose hex the tests hold against the code.</summary>
internal sealed partial class WirePage(string name)
{
    public string Text { get; } = File.ReadAllText(RepositoryRoot.File("docs", "wire", name));

    /// <summary>The one fenced block whose hex begins so, without the comments beside it.</summary>
    public byte[] Block(string start) => Fence().Matches(Text)
        .Select(m => Comment().Replace(m.Groups[1].Value, string.Empty))
        .Where(hex => hex.StartsWith(start, StringComparison.Ordinal))
        .Select(Convert.FromHexString)
        .Single();

    /// <summary>The hex behind a label, over as many lines as it takes.</summary>
    public byte[] Value(string label)
    {
        string pattern = $"^{Regex.Escape(label)} +([0-9a-f]+(?:\n +[0-9a-f]+)*)$";
        Match found = Regex.Match(Text, pattern, RegexOptions.Multiline);
        Assert.True(found.Success, label);
        return Convert.FromHexString(Space().Replace(found.Groups[1].Value, string.Empty));
    }

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(";[^\n]*|\\s")]
    private static partial Regex Comment();

    [GeneratedRegex("\\s")]
    private static partial Regex Space();
}
