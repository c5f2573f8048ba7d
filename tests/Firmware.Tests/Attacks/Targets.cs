using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.IndependentReader.Vectors;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>What is attacked: manifests of our making in both shapes, and every example of the draft.</summary>
internal static class Targets
{
    public const string Whole = "ours";
    public const string Severable = "ours, severable";

    public static IReadOnlyList<string> Names { get; } =
        [Whole, Severable, .. SuitExamples.Numbers.Select(number => $"example {number}")];

    /// <summary>
    /// Of the changes to our own manifest all; of those to the others each seventh, unless GARITA_LONG=1 asks for all.
    /// </summary>
    public static IEnumerable<T> Sample<T>(string name, IEnumerable<T> changes) =>
        name == Whole || Environment.GetEnvironmentVariable("GARITA_LONG") == "1"
            ? changes
            : changes.Where((_, at) => at % 7 == 0);

    public static byte[] Signed(string name, TestKey key) => name switch
    {
        Whole => ManifestBuilder.Build(Samples.Release).Sign(key).Bytes.ToArray(),
        Severable => ManifestBuilder.Build(Samples.Release with { Severable = true }).Sign(key).Bytes.ToArray(),
        _ => Resigned(SuitExamples.Signed(name[^1] - '0'), key),
    };

    // The examples are signed with ES256 by a key of theirs.
    private static byte[] Resigned(byte[] example, TestKey key)
    {
        Assert.Equal(ManifestRefusal.None, Envelope.TryParse(example, out Envelope? envelope));
        return envelope!.WithoutSignatures().Sign(key).Bytes.ToArray();
    }
}
