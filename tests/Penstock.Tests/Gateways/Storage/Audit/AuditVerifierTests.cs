using System.Diagnostics;
using Penstock.Gateways.Storage.Audit;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Audit;

/// <summary>Complaint E20 of the field, an audit that says what was not so: a long trail, written once; each test spoils a copy of it.</summary>
public sealed class AuditVerifierTests(LongTrail trail) : IClassFixture<LongTrail>
{
    [Fact]
    public async Task Finds_nothing_wrong_with_what_was_only_appended_to()
    {
        using var copy = trail.Copy();
        var begun = Stopwatch.GetTimestamp();

        var report = await copy.VerifyAsync(trail.Kept);

        TestContext.Current.SendDiagnosticMessage($"verified {report.Links} links in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F2} s; written in {trail.Written.TotalSeconds:F1} s; {trail.Bytes / report.Links} bytes an event");
        Assert.Empty(report.Findings);
        Assert.Equal((LongTrail.Events, LongTrail.Calls), (report.Links, report.Calls));
        Assert.True(report.Checkpoints >= 2);
    }

    [Theory]
    [InlineData("update calls set output_tokens = output_tokens + 1 where id = 'call_0000005432'", "the record of call_0000005432 (link * was changed")]
    [InlineData("update calls set model = 'gpt-4.2' where id = 'call_0000000001'", "the record of call_0000000001 (link * was changed")]
    [InlineData("update audit_events set actor = 'user_eve' where seq = 7", "the action of link 7 was changed: it now says team.create of team t5 by user_eve")]
    [InlineData("update audit_chain set digest = replace(digest, substr(digest, 1, 1), '!') where seq = 5000", "link 5000 does not follow from link 4999*")]
    [InlineData("update audit_chain set at = at + 1 where seq = 5000", "link 5000 does not follow from link 4999*")]
    public async Task Finds_one_byte_that_was_changed(string change, string finding) => await FindsAsync(change, finding);

    [Theory]
    [InlineData("delete from calls where id = 'call_0000005432'", "the record of call_0000005432 (link * is removed")]
    [InlineData("delete from audit_events where seq = 7", "the action of link 7 is removed")]
    [InlineData("delete from audit_chain where seq = 5000", "link 5000 is removed")]
    [InlineData("delete from audit_chain where seq between 5000 and 5009", "links 5000 to 5009 are removed")]
    [InlineData("delete from audit_chain where seq <= 5", "links 1 to 5 are removed")]
    [InlineData("delete from calls where id = 'call_0000005432'; delete from audit_chain where call_id = 'call_0000005432'", "link * is removed")]
    public async Task Finds_a_row_that_was_removed(string change, string finding) => await FindsAsync(change, finding);

    [Theory]
    [InlineData("update audit_chain set seq = -1 where seq = 4000; update audit_chain set seq = 4000 where seq = 4001; update audit_chain set seq = 4001 where seq = -1", "link 4000 does not follow from link 3999*")]
    [InlineData("update calls set id = 'x' where id = 'call_0000004000'; update calls set id = 'call_0000004000' where id = 'call_0000004001'; update calls set id = 'call_0000004001' where id = 'x'", "the record of call_0000004001 (link * was changed")]
    [InlineData("update audit_events set seq = -1 where seq = 7; update audit_events set seq = 7 where seq = 8; update audit_events set seq = 8 where seq = -1", "the action of link 7 was changed*")]
    public async Task Finds_two_rows_that_were_swapped(string change, string finding) => await FindsAsync(change, finding);

    [Theory]
    [InlineData("delete from audit_chain where seq > {cut}", "the tail is cut: the chain ends at link {cut}, and the database notes that there were {events}")]
    [InlineData("delete from audit_chain where seq > {cut}; delete from calls where audit_seq > {cut}; update audit_ends set seq = {cut}, hash = (select hash from audit_chain where seq = {cut}); delete from audit_checkpoints where seq > {cut}",
        "the tail is cut: the chain ends at link {cut}, and a checkpoint of * says that there were at least {events}")]
    public async Task Finds_a_tail_that_was_cut_even_with_all_traces_of_it_in_the_database(string change, string finding) => await FindsAsync(change, finding);

    [Fact]
    public async Task Finds_a_call_that_was_put_in_and_an_action_that_was_put_in()
    {
        await FindsAsync("insert into calls (id, started_at, dialect, capability, stream, status, ended, duration, request_bytes, response_bytes, attempts, tags, audit_node, audit_seq) select 'call_new', started_at, dialect, capability, stream, status, ended, duration, request_bytes, response_bytes, attempts, tags, audit_node, audit_seq from calls where id = 'call_0000000009'",
            "the record of call_new at link * is in no chain*");

        // One beside a call's link, where it would otherwise hide.
        await FindsAsync("insert into audit_events (node, seq, at, actor, action, kind, outcome) select node, (select max(seq) from audit_chain where call_id is not null), at, actor, action, kind, outcome from audit_events where seq = 7", "the action team.create at link * is in no chain*");
        await FindsAsync("insert into audit_events (node, seq, at, actor, action, kind, outcome) select node, 12345, at, actor, action, kind, outcome from audit_events where seq = 7", "the action team.create at link 12345 is in no chain*");
    }

    [Fact]
    public async Task Finds_a_chain_that_was_written_anew_by_the_checkpoint_that_was_kept()
    {
        using var copy = trail.Copy();
        await copy.RewriteAsync(from: LongTrail.Events - 10);

        Assert.Empty((await copy.VerifyAsync([])).Findings);
        Assert.Contains((await copy.VerifyAsync(trail.Kept)).Findings, finding => finding.Contains("the chain was written anew up to there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Does_not_take_a_checkpoint_of_another_key()
    {
        using var copy = trail.Copy();
        using var forger = AuditSigner.LoadOrCreate(copy.Folder["forged.key"]);
        var forged = AuditCheckpoint.Make(forger, trail.Kept[0].Node, new AuditEnd(100, trail.Kept[0].Hash), DateTimeOffset.UnixEpoch);

        var report = await copy.VerifyAsync([forged]);

        Assert.Contains("is not signed by this key", Assert.Single(report.Findings), StringComparison.Ordinal);
    }

    private async Task FindsAsync(string change, string finding)
    {
        using var copy = trail.Copy();
        (change, finding) = (Filled(change), Filled(finding));
        await copy.SpoilAsync(change);

        var report = await copy.VerifyAsync(trail.Kept);

        Assert.True(report.Findings.Any(found => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression("*: " + finding, found)), string.Join('\n', report.Findings.Take(5)));
        TestContext.Current.SendDiagnosticMessage(report.Findings[0]);
    }

    private static string Filled(string text) =>
        text.Replace("{cut}", $"{LongTrail.Events - 1000}", StringComparison.Ordinal).Replace("{events}", $"{LongTrail.Events}", StringComparison.Ordinal);
}
