using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Garita.Firmware.Cose;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Cose;

/// <summary>Every file of the COSE working group's that is here, with what this program makes of it.</summary>
public sealed class CoseVectorTests
{
    private const CoseRefusal Accepted = CoseRefusal.None;

    // Whatever is not listed is of another structure: several signers, encryption, a MAC.
    private static readonly Dictionary<string, CoseRefusal> s_sign1 = new()
    {
        ["RFC8152/Appendix_C_2_1"] = Accepted,
        ["ecdsa-examples/ecdsa-sig-01"] = Accepted,
        ["ecdsa-examples/ecdsa-sig-02"] = CoseRefusal.UnsupportedAlgorithm,
        ["ecdsa-examples/ecdsa-sig-03"] = CoseRefusal.UnsupportedAlgorithm,
        ["ecdsa-examples/ecdsa-sig-04"] = CoseRefusal.UnsupportedAlgorithm,
        ["hashsig/hsssig-sig-01"] = CoseRefusal.UnsupportedAlgorithm,
        ["sign1-tests/sign-fail-01"] = CoseRefusal.NotSign1,
        ["sign1-tests/sign-fail-02"] = CoseRefusal.WrongSignature,
        ["sign1-tests/sign-fail-03"] = CoseRefusal.UnsupportedAlgorithm,
        ["sign1-tests/sign-fail-04"] = CoseRefusal.UnsupportedAlgorithm,
        ["sign1-tests/sign-fail-06"] = CoseRefusal.WrongSignature,
        ["sign1-tests/sign-fail-07"] = CoseRefusal.WrongSignature,

        // These two pass for a reader that takes the algorithm from anywhere and does without the tag. This one is
        // stricter than the working group's, and says so.
        ["sign1-tests/sign-pass-01"] = CoseRefusal.AlgorithmNotProtected,
        ["sign1-tests/sign-pass-03"] = CoseRefusal.NotSign1,
        ["sign1-tests/sign-pass-02"] = Accepted,
    };

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Vectors", "cose");

    public static TheoryData<string> Files => [.. Names];

    private static IEnumerable<string> Names => Directory
        .EnumerateFiles(s_folder, "*.json", SearchOption.AllDirectories)
        .Select(f => Path.ChangeExtension(Path.GetRelativePath(s_folder, f), null))
        .Order(StringComparer.Ordinal);

    [Fact]
    public void Every_expected_file_is_there() =>
        Assert.Empty(s_sign1.Keys.Except(Names));

    [Theory]
    [MemberData(nameof(Files))]
    public void Vector_is_judged_as_expected(string file)
    {
        using var vector = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_folder, file + ".json")));
        JsonElement input = vector.RootElement.GetProperty("input");
        byte[] block = Convert.FromHexString(
            vector.RootElement.GetProperty("output").GetProperty("cbor").GetString()!);

        CoseRefusal refusal = CoseSign1.TryParse(block, out CoseSign1? sign1);
        if (refusal == CoseRefusal.None)
        {
            refusal = Verify(sign1!, input.GetProperty("sign0"));
        }

        Assert.Equal(s_sign1.GetValueOrDefault(file, CoseRefusal.NotSign1), refusal);
    }

    private static CoseRefusal Verify(CoseSign1 sign1, JsonElement sign0)
    {
        byte[] external = sign0.TryGetProperty("external", out JsonElement hex)
            ? Convert.FromHexString(hex.GetString()!)
            : [];
        JsonElement key = sign0.GetProperty("key");
        using var pair = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Coordinate(key, "x"), Y = Coordinate(key, "y") },
        });
        return sign1.Verify(EcPublicKey.Of(pair), detachedPayload: null, external);
    }

    private static byte[] Coordinate(JsonElement key, string name) =>
        Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
}
