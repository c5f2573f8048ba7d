using System.Text.Json;

namespace Garita.Merkle.Tests;

public sealed class VectorTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    [Fact]
    public void Inclusion_agrees_with_every_vector() => CheckAll("inclusion", 53, vector =>
        TryRoots(vector, out MerkleHash leaf, out MerkleHash root, "leafHash", "root")
        && TryProof(vector, out MerkleHash[] proof)
        && InclusionProof.Verify(leaf, Number(vector, "leafIdx"), Number(vector, "treeSize"), proof, root));

    [Fact]
    public void Consistency_agrees_with_every_vector() => CheckAll("consistency", 43, vector =>
        TryRoots(vector, out MerkleHash older, out MerkleHash newer, "root1", "root2")
        && TryProof(vector, out MerkleHash[] proof)
        && ConsistencyProof.Verify(Number(vector, "size1"), older, Number(vector, "size2"), newer, proof));

    [Fact]
    public void Roots_over_the_canonical_leaves_agree()
    {
        using JsonDocument canonical = Read(Path.Combine(Folder, "canonical_8_leaves.json"));
        string[] roots = Strings(canonical.RootElement.GetProperty("roots_by_size_hex"));
        string[] leaves = Strings(canonical.RootElement.GetProperty("leaves_hex"));
        TreeBuilder builder = new();
        Assert.Equal(roots[0], builder.Root().ToString());
        foreach ((int index, string leaf) in leaves.Index())
        {
            builder.Append(TreeHash.Leaf(Convert.FromHexString(leaf)));
            Assert.Equal(roots[index + 1], builder.Root().ToString());
        }
    }

    private static void CheckAll(string folder, int expected, Func<JsonElement, bool> verify)
    {
        string[] files = Directory.GetFiles(Path.Combine(Folder, folder), "*.json", SearchOption.AllDirectories);
        Assert.Equal(expected, files.Length);
        foreach (string file in files)
        {
            using JsonDocument vector = Read(file);
            bool refused = vector.RootElement.GetProperty("wantErr").GetBoolean();
            Assert.True(refused != verify(vector.RootElement), file);
        }
    }

    private static bool TryRoots(
        JsonElement vector, out MerkleHash first, out MerkleHash second, string firstName, string secondName)
    {
        second = default;
        return MerkleHash.TryRead(Base64(vector.GetProperty(firstName)), out first)
            && MerkleHash.TryRead(Base64(vector.GetProperty(secondName)), out second);
    }

    private static bool TryProof(JsonElement vector, out MerkleHash[] proof)
    {
        JsonElement listed = vector.GetProperty("proof");
        List<MerkleHash> hashes = [];
        bool whole = true;
        if (listed.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in listed.EnumerateArray())
            {
                whole &= MerkleHash.TryRead(Base64(item), out MerkleHash hash);
                hashes.Add(hash);
            }
        }

        proof = [.. hashes];
        return whole;
    }

    // Some vectors count below zero in 64 bits without a sign.
    private static long Number(JsonElement vector, string name) =>
        unchecked((long)vector.GetProperty(name).GetUInt64());

    private static byte[] Base64(JsonElement text) => Convert.FromBase64String(text.GetString() ?? string.Empty);

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(file));
}
