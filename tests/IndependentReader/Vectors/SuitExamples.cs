using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Garita.IndependentReader.Vectors;

/// <summary>The signed envelopes of the manifest draft, examples 0 to 5.</summary>
public static partial class SuitExamples
{
    // SubjectPublicKeyInfo of the key that the draft publishes for its examples.
    private const string PublicKey =
        "3059301306072a8648ce3d020106082a8648ce3d03010703420004849681" +
        "1aae0baaabd26157189eecda26beaa8bf11b6f3fe6e2b5659c85dbc0ad3b1f2a4b6c098131c0a36dacd1d78bd381" +
        "dcdfb09c052db33991db7338b4a896";

    /// <summary>Numbers of the examples.</summary>
    public static IReadOnlyList<int> Numbers { get; } = [0, 1, 2, 3, 4, 5];

    /// <summary>With signature and every section.</summary>
    public static byte[] Signed(int number) => BlocksOf(number)[^1];

    /// <summary>Example 2 with its signature and without the sections that can be severed.</summary>
    public static byte[] Severed() => BlocksOf(2)[1];

    /// <summary>Without a signature.</summary>
    public static byte[] Unsigned(int number) => BlocksOf(number)[0];

    /// <summary>The key that signed the examples; the caller disposes of it.</summary>
    public static ECDsa Key()
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromHexString(PublicKey), out _);
        return key;
    }

    private static List<byte[]> BlocksOf(int number)
    {
        using Stream file = typeof(SuitExamples).Assembly.GetManifestResourceStream($"example{number}")!;
        using StreamReader reader = new(file);
        return [.. HexBlock().Matches(reader.ReadToEnd())
            .Select(match => Convert.FromHexString(match.Groups[1].Value.Replace("\n", "", StringComparison.Ordinal)))];
    }

    [GeneratedRegex("~~~\n([0-9a-f\n]+)~~~")]
    private static partial Regex HexBlock();
}
