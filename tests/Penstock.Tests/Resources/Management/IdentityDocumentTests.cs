using System.Text;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>docs/identity.md has the table of roles that the server has.</summary>
public sealed class IdentityDocumentTests
{
    private const string Begin = "<!-- roles -->\n", End = "<!-- /roles -->";

    [Fact]
    public void The_table_of_roles_is_what_the_roles_are()
    {
        var file = Repository.File("docs", "identity.md");
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Repository.UpdatesDocuments)
        {
            File.WriteAllText(file, text[..from] + Table() + text[to..]);
            return;
        }

        Assert.True(text[from..to] == Table(), "docs/identity.md is out of date. Run: PENSTOCK_UPDATE_DOCS=1 dotnet test tests/Penstock.Tests --filter IdentityDocument");
    }

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var role in BuiltInRoles.All)
        {
            table.Append("* **").Append(role.Id).Append("**: ").Append(role.Description).Append('\n');
        }

        table.Append("\n| permission | ").AppendJoin(" | ", BuiltInRoles.All.Select(role => role.Id)).Append(" |\n|---|").Insert(table.Length, "---|", BuiltInRoles.All.Count).Append('\n');
        foreach (var permission in Enum.GetValues<Permission>())
        {
            table.Append("| `").Append(permission.Name()).Append('`').Append(PermissionSet.Calls.Has(permission) ? " *" : "").Append(" | ")
                .AppendJoin(" | ", BuiltInRoles.All.Select(role => role.Permissions.Has(permission) ? "yes" : "")).Append(" |\n");
        }

        return table.ToString();
    }
}
