using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Garita.Pki.Keys;
using Garita.Pki.Requests;
using Garita.TestKit;

namespace Garita.Pki.Tests.Requests;

public sealed class ParsedCsrTests
{
    [Fact]
    public void A_request_gives_its_public_key_and_keeps_its_bytes()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] der = new CertificateRequest("CN=ABCD1234", pair, HashAlgorithmName.SHA256).CreateSigningRequest();
        Assert.Equal(CsrRefusal.None, ParsedCsr.TryParse(der, out ParsedCsr? csr));
        Assert.Equal(der, csr!.Der.ToArray());
        Assert.Equal(PublicKeyHash.Of(pair.ExportSubjectPublicKeyInfo()), csr.PublicKey.Hash);
    }

    [Fact]
    public void Pem_is_taken_with_space_around_it_and_nothing_else()
    {
        string pem = PemEncoding.WriteString("CERTIFICATE REQUEST", CsrSamples.Valid());
        Assert.Equal(CsrRefusal.None, Parse($"\r\n {pem}\r\n"));
        Assert.Equal(CsrRefusal.TrailingBytes, Parse(pem + "\nmore"));
        Assert.Equal(CsrRefusal.Truncated, Parse(pem[..60]));
        Assert.Equal(CsrRefusal.Malformed, Parse(pem.Replace("CERTIFICATE REQUEST", "CERTIFICATE")));
    }

    [Fact]
    public void Every_shorter_request_is_truncated_and_a_longer_one_has_trailing_bytes()
    {
        byte[] der = CsrSamples.Valid();
        for (int length = 0; length < der.Length; length++)
        {
            Assert.Equal(CsrRefusal.Truncated, ParsedCsr.TryParse(der.AsSpan(..length), out _));
        }

        Assert.Equal(CsrRefusal.TrailingBytes, ParsedCsr.TryParse([.. der, 0], out _));
        Assert.Equal(CsrRefusal.TooLarge, ParsedCsr.TryParse(new byte[ParsedCsr.MaxLength + 1], out _));
    }

    [Fact]
    public void A_changed_signature_is_no_proof_of_possession()
    {
        byte[] der = CsrSamples.Valid();
        der[^1] ^= 1;
        Assert.Equal(CsrRefusal.BadSignature, ParsedCsr.TryParse(der, out ParsedCsr? csr));
        Assert.Null(csr);
    }

    [Fact]
    public void Someone_elses_key_in_a_request_is_no_proof_of_possession()
    {
        using EphemeralKey victim = new();
        byte[] der = CsrSamples.WithPublicKey(victim.PublicKey.SubjectPublicKeyInfo.ToArray());
        Assert.Equal(CsrRefusal.BadSignature, ParsedCsr.TryParse(der, out _));
    }

    [Fact]
    public void A_compressed_point_is_refused_by_name()
    {
        using EphemeralKey key = new();
        byte[] x = key.PublicKey.SubjectPublicKeyInfo[^64..^32].ToArray();
        byte[] der = CsrSamples.WithPublicKey(CsrSamples.Spki([2, .. x]));
        Assert.Equal(CsrRefusal.CompressedPoint, ParsedCsr.TryParse(der, out _));
    }

    [Fact]
    public void A_point_beside_the_curve_is_refused_by_name()
    {
        using EphemeralKey key = new();
        byte[] point = key.PublicKey.SubjectPublicKeyInfo[^65..].ToArray();
        point[^1] ^= 1;
        byte[] der = CsrSamples.WithPublicKey(CsrSamples.Spki(point));
        Assert.Equal(CsrRefusal.PointNotOnCurve, ParsedCsr.TryParse(der, out _));

        byte[] zero = new byte[65];
        zero[0] = 4;
        der = CsrSamples.WithPublicKey(CsrSamples.Spki(zero));
        Assert.Equal(CsrRefusal.PointNotOnCurve, ParsedCsr.TryParse(der, out _));
    }

    [ToolFact("openssl")]
    public async Task Requests_of_openssl_are_taken_or_refused_by_what_their_key_is()
    {
        using TemporaryDirectory directory = new();
        (CsrRefusal Expected, string[] Key)[] cases =
        [
            (CsrRefusal.None, ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]),
            (CsrRefusal.RsaKey, ["-newkey", "rsa:2048"]),
            (CsrRefusal.OtherCurve, ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"]),
            (CsrRefusal.OtherCurve, ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"]),
            (CsrRefusal.OtherCurve, ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"]),
            (CsrRefusal.OtherAlgorithm, ["-newkey", "ed25519"]),
            (CsrRefusal.ExplicitCurve,
            [
                "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-pkeyopt", "ec_param_enc:explicit",
            ]),
            (CsrRefusal.OtherSignature, ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-sha512"]),
        ];
        foreach ((CsrRefusal expected, string[] key) in cases)
        {
            foreach (string form in new[] { "DER", "PEM" })
            {
                string path = directory.File("csr");
                (int exit, string says) = await ToolRun.RunAsync("openssl",
                [
                    "req", "-new", "-nodes", "-subj", "/CN=x", "-outform", form, "-out", path,
                    "-keyout", directory.File("key"), .. key,
                ]);
                Assert.True(exit == 0, says);
                Assert.Equal(expected, ParsedCsr.TryParse(await File.ReadAllBytesAsync(path), out _));
            }
        }
    }

    [Fact]
    public void No_bytes_make_the_parser_throw() => Prop.ForAll<byte[]>(
        bytes => ParsedCsr.TryParse(bytes, out ParsedCsr? csr) != CsrRefusal.None && csr is null)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_mutation_of_a_request_makes_the_parser_throw_or_changes_the_key_unseen()
    {
        byte[] der = CsrSamples.Valid();
        Random chance = new(7);
        for (int round = 0; round < 4000; round++)
        {
            byte[] changed = Mutate(der, chance);
            CsrRefusal refusal = ParsedCsr.TryParse(changed, out ParsedCsr? csr);
            Assert.Equal(refusal == CsrRefusal.None, csr is not null);
            bool same = changed.AsSpan().SequenceEqual(der);
            Assert.True(same || refusal != CsrRefusal.None, Convert.ToHexString(changed));
        }
    }

    private static byte[] Mutate(byte[] der, Random chance)
    {
        List<byte> bytes = [.. der];
        for (int times = chance.Next(1, 4); times > 0; times--)
        {
            int place = chance.Next(bytes.Count);
            switch (chance.Next(3))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << chance.Next(8));
                    break;
                case 1:
                    bytes.RemoveAt(place);
                    break;
                case 2:
                    bytes.Insert(place, (byte)chance.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }

    private static CsrRefusal Parse(string text) => ParsedCsr.TryParse(Encoding.ASCII.GetBytes(text), out _);
}
